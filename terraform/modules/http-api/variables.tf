variable "name" {
  description = "The API's name."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}

variable "key_arn" {
  description = "The key of the access log."
  type        = string
}

variable "log_retention_days" {
  description = "How long the access log is kept."
  type        = number
}

variable "throttle" {
  description = "Requests a second, and how many may come at once."
  type        = object({ rate = number, burst = number })
}

variable "authorizer" {
  description = "The function that tells callers apart, by the address that API Gateway calls, and for how many seconds its answer holds."
  type        = object({ invoke_arn = string, ttl = number })
}

variable "domain" {
  description = "The API's own name and its certificate in this region; null: only the name that AWS gives."
  type        = object({ name = string, certificate_arn = string })
  default     = null
}
