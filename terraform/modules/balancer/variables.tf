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

variable "requests_per_address" {
  description = "Requests of one address in five minutes before it is blocked; an office behind one address reads many pages."
  type        = number
  default     = 6000
}

variable "deletion_protection" {
  description = "Whether the balancer refuses to be deleted."
  type        = bool
}
