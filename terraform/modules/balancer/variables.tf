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
  description = "Public subnets in two zones."
  type        = list(string)
}

variable "task_security_group_id" {
  description = "The group of WordPress's tasks, which the balancer may reach."
  type        = string
}

variable "certificate_arn" {
  description = "For the names of all sites."
  type        = string
}

variable "deletion_protection" {
  description = "Whether the balancer refuses to be deleted."
  type        = bool
}
