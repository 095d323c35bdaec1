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

variable "adopts" {
  description = "The environment of the same account whose tables and settings this one takes over; it has made GitHub known there."
  type        = string
  default     = null
}

variable "regions" {
  description = "Where the pipeline may make things: the environment's own, where its recovery stands, and that of CloudFront."
  type        = list(string)
}

variable "repository" {
  description = "The repository whose workflows may enter: `owner/name`, and the ids that GitHub gave both."
  type        = object({ name = string, id = string, owner_id = string })
  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository.name))
    error_message = "A repository is named `owner/name`; patterns would let others in."
  }
  validation {
    condition     = alltrue([for id in [var.repository.id, var.repository.owner_id] : can(regex("^[0-9]+$", id))])
    error_message = "Ids are numbers: gh api repos/<owner>/<name> --jq '.id, .owner.id'"
  }
}

variable "refs" {
  description = "GitHub environment → the refs whose runs may use it: .github/environments.yaml."
  type        = map(list(string))
}

variable "state_bucket" {
  description = "The bucket of Terraform's states; its name ends with the environment and the account's id."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}
