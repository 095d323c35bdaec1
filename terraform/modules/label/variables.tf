variable "environment" {
  description = "Where it stands: dev, sit, prod or recovery; local on an emulated AWS."
  type        = string
  validation {
    condition     = contains(["dev", "sit", "prod", "recovery", "local"], var.environment)
    error_message = "The environments are dev, sit, prod, recovery, which takes over from prod, and local on an emulated AWS."
  }
}

variable "component" {
  description = "What it belongs to: a service's name, or a part of the foundation."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*$", var.component))
    error_message = "A component is written in small letters, digits and hyphens."
  }
}

variable "cost_center" {
  description = "Who pays."
  type        = string
  default     = "BBWS-AWS"
}
