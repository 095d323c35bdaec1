variable "format" {
  description = "The form of names, from the label module."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}

variable "region" {
  description = "Where the pool is."
  type        = string
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

variable "sign_up_arn" {
  description = "The function that the pool asks before it makes an account; an error refuses."
  type        = string
}

variable "callback_url" {
  description = "The portal's page that people return to after they have signed in or out."
  type        = string
}

variable "verification_mail" {
  description = "The mail with the code that verifies an address; `{####}` stands for the code."
  type        = object({ subject = string, message = string })
}
