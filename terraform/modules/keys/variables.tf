variable "name" {
  description = "The secret's name."
  type        = string
}

variable "keys" {
  description = "The settings that are made up."
  type        = list(string)
}

variable "overlapping" {
  description = "Those of which the next edition keeps the value, as <name>_previous; the first edition makes that up too."
  type        = list(string)
  default     = []
}

variable "exposed" {
  description = "Keys that a stack writes into a resource, so that its state holds them: each also has a secret of its own, <name>-<key>, with nothing else in it."
  type        = list(string)
  default     = []
}

variable "edition" {
  description = "One more makes all keys anew: open cursors end, hashed names in logs change. A new environment begins with 1."
  type        = number
  default     = 1
}

variable "key_arn" {
  description = "What encrypts the secret."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}

variable "copy" {
  description = "The Region that takes over, and what encrypts the copy there; null: none."
  type        = object({ region = string, key_arn = string })
  default     = null
}
