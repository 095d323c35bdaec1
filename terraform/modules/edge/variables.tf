variable "name" {
  description = "The name of the distribution, the function and the firewall."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}

variable "api_host" {
  description = "The host of the HTTP API."
  type        = string
}

variable "key" {
  description = "What proves to the API that a request came through here; its functions know it, no client does."
  type        = string
  sensitive   = true
}

variable "requests_per_address" {
  description = "Requests of one address in five minutes before it is blocked."
  type        = number
  default     = 3000
}

variable "domain" {
  description = "The name that the world uses and its certificate in us-east-1; null: the name that CloudFront gives."
  type        = object({ name = string, certificate_arn = string })
  default     = null
}
