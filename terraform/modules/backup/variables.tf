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
  description = "How long a backup is kept."
  type        = number
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
