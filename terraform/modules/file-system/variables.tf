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
  description = "The group of WordPress's tasks, which may reach the files."
  type        = string
}

variable "key_arn" {
  description = "What encrypts the files."
  type        = string
}

variable "account_id" {
  description = "The account, whose roles below `tenant/` may mount."
  type        = string
}
