variable "environment" {
  description = "Where it stands: dev, sit or prod; local on an emulated AWS."
  type        = string
  validation {
    condition     = contains(["dev", "sit", "prod", "local"], var.environment)
    error_message = "The environments are dev, sit and prod, and local on an emulated AWS."
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
