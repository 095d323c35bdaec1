variable "format" {
  description = "The form of names, from the label module."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets in two zones."
  type        = list(string)
}

variable "task_security_group_id" {
  description = "The group of WordPress's tasks, which may reach the database."
  type        = string
}

variable "key_arn" {
  description = "What encrypts storage, backups and the master password."
  type        = string
}

variable "size" {
  description = "The class of the instance, its storage, whether a second zone stands by, how long backups are kept."
  type        = object({ class = string, storage_gb = number, multi_zone = bool, backup_days = number })
}

variable "log_retention_days" {
  description = "How long the logs of errors and of slow queries are kept."
  type        = number
}

variable "deletion_protection" {
  description = "Whether the database refuses to be deleted."
  type        = bool
}
