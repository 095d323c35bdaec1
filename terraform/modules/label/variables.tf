variable "environment" {
  description = "Where it stands: dev, sit, prod or recovery."
  type        = string
  validation {
    condition     = contains(["dev", "sit", "prod", "recovery"], var.environment)
    error_message = "The environments are dev, sit, prod, and recovery, which takes over from prod."
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
