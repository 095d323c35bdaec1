variable "format" {
  description = "The form of names, from the label module."
  type        = string
}

variable "environment" {
  description = "The environment that the roles reach: dev, sit or prod."
  type        = string
}

variable "account_id" {
  description = "The account that it stands in."
  type        = string
}

variable "shares_account" {
  description = "Whether another environment stands in the same account and has made GitHub known there."
  type        = bool
}

variable "regions" {
  description = "Where the pipeline may make things: the environment's own, where its recovery stands, and that of CloudFront."
  type        = list(string)
}

variable "repository" {
  description = "The repository whose workflows may enter, as `owner/name`."
  type        = string
  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "A repository is named `owner/name`; patterns would let others in."
  }
}

variable "state_bucket" {
  description = "The bucket of Terraform's states: environments/<name>/backend.hcl."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}
