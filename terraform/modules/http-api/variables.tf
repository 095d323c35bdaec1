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

variable "cors" {
  description = "The origins of pages that may call the API, what browsers may send and read, and for how many seconds they remember it."
  type        = object({ origins = list(string), methods = list(string), headers = list(string), exposed = list(string), max_age = number })
  validation {
    condition     = length(var.cors.origins) > 0 && alltrue([for it in var.cors.origins : can(regex("^https?://[a-z0-9.-]+(:[0-9]+)?$", it))])
    error_message = "An origin is https://<host> without a path, and never a pattern: name each portal."
  }
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
