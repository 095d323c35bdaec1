variable "name" {
  description = "Its name."
  type        = string
}

variable "description" {
  description = "What it refuses, in a sentence."
  type        = string
}

variable "scope" {
  description = "CLOUDFRONT (in us-east-1), or REGIONAL for a balancer."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}

variable "managed" {
  description = "Names of AWS's managed groups of rules, in the order in which they look at a request."
  type        = list(string)
}

variable "requests_per_address" {
  description = "Requests of one address in five minutes before it is blocked."
  type        = number
}

variable "shut" {
  description = "A regular expression of paths, in small letters, that nobody may ask; null: none."
  type        = string
  default     = null
}

variable "keyed" {
  description = "What only our functions ask: a part of its path or query, and the header and form of their key. One address with a key has its own limit in five minutes. Null: nothing."
  type        = object({ path = string, query = string, header = string, form = string, requests_per_address = number })
  default     = null
}
