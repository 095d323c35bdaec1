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

variable "tier" {
  description = "How large its tasks are."
  type        = string
  default     = "BASIC"
  validation {
    condition     = contains(["BASIC", "STANDARD", "PREMIUM", "ENTERPRISE"], var.tier)
    error_message = "Tiers are BASIC, STANDARD, PREMIUM and ENTERPRISE."
  }
}

variable "tasks" {
  description = "How few and how many tasks there may be."
  type        = object({ least = number, most = number })
  default     = { least = 2, most = 10 }
  validation {
    condition     = var.tasks.least >= 0 && var.tasks.most >= max(1, var.tasks.least) && var.tasks.most <= 10
    error_message = "At least none, at most ten, and not more at least than at most."
  }
}

variable "image" {
  description = "The WordPress image with its tag or digest."
  type        = string
}

variable "base_domain" {
  description = "Networks are tenant-<slug>.<this>."
  type        = string
}

variable "priority" {
  description = "The rule's place: tenants stand from 100 to 49999."
  type        = number
  validation {
    condition     = var.priority >= 100 && var.priority <= 49999
    error_message = "Priorities 1 to 99 are the platform's, 50000 is the default."
  }
}

variable "agent_secret_arn" {
  description = "The secret with the password that the control plane chose: bbws/wp/<tenant>/wp-app-password."
  type        = string
}

variable "database_secret_arn" {
  description = "The secret with the database's user: bbws/wp/<tenant>/database, of modules/tenant-database or the control plane."
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 30
}

variable "cost_center" {
  description = "Who pays."
  type        = string
  default     = "BBWS-AWS"
}

variable "opportunity" {
  description = "The sale it belongs to."
  type        = string
  default     = "none"
}

variable "hosting" {
  description = "What the hosting stack made."
  type = object({
    cluster            = string
    vpc_id             = string
    subnet_ids         = list(string)
    security_group_id  = string
    listener_arn       = string
    file_system_id     = string
    database_host      = string
    execution_role_arn = string
    boundary_arn       = string
    key_arn            = string
  })
}
