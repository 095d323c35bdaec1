variable "tenant_id" {
  description = "tenant-<uuid>"
  type        = string
  validation {
    condition     = can(regex("^tenant-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", var.tenant_id))
    error_message = "A tenant's id is `tenant-` and a UUID in small letters."
  }
}

variable "environment" {
  description = "Where it stands: dev, sit or prod."
  type        = string
}

variable "region" {
  description = "Where it stands."
  type        = string
}

variable "image" {
  description = "The WordPress image with its tag or digest."
  type        = string
}

variable "edition" {
  description = "One more makes a new password; run the task again, then restart the service."
  type        = number
  default     = 1
}

variable "hosting" {
  description = "What the hosting stack made."
  type        = object({ database_host = string, database_secret_arn = string, database_role_arn = string, key_arn = string })
}

variable "tags" {
  description = "The seven of domain §7.8."
  type        = map(string)
}
