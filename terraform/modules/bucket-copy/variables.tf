variable "name" {
  description = "The bucket that is copied; its versioning must be on."
  type        = string
}

variable "arn" {
  description = "The ARN of that bucket."
  type        = string
}

variable "key_arn" {
  description = "What encrypts it."
  type        = string
}

variable "copy_key_arn" {
  description = "What encrypts the copy, in the copy's Region."
  type        = string
}

variable "role" {
  description = "The name of the role that copies."
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
