variable "format" {
  description = "The form of names, from the label module."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}

variable "pool" {
  description = "The pool's name in platform.yaml."
  type        = string
}

variable "client" {
  description = "The client's name in platform.yaml."
  type        = string
}

variable "deletion_protection" {
  description = "Whether the pool refuses to be deleted: people cannot be restored."
  type        = bool
}

variable "password_sign_in" {
  description = "Whether a client may send the password itself: on an emulated AWS only, whose people are made up."
  type        = bool
  default     = false
}

variable "groups" {
  description = "The groups that are there from the beginning; those of tenants come with their people."
  type        = list(string)
  default     = []
}
