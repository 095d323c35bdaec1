variable "name" {
  description = "Of the vault, the plan and the role."
  type        = string
}

variable "format" {
  description = "The form of names, from the label module: what is so called is backed up."
  type        = string
}

variable "schedule" {
  description = "When, as cron(…) in UTC."
  type        = string
}

variable "days" {
  description = "How many days a backup of databases and files is kept."
  type        = number
}

variable "archive_days" {
  description = "How many days a weekly backup of the tables is kept; null: none, as they can be restored to any second of 35 days."
  type        = number
  default     = null
}

variable "copy_vault_arn" {
  description = "A vault in another Region that gets a copy; null: none."
  type        = string
  default     = null
}

variable "key_arn" {
  description = "What encrypts the backups."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}

variable "boundary_arn" {
  description = "The most that a role of the environment can ever do: stacks/account."
  type        = string
}
