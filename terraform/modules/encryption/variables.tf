variable "name" {
  description = "The key's alias."
  type        = string
}

variable "account_id" {
  description = "The account whose policies give the key's use to roles."
  type        = string
}

variable "region" {
  description = "The region of the logs that the key encrypts."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}

variable "multi_region" {
  description = "Whether other Regions may hold a copy of the key; it cannot be changed later."
  type        = bool
  default     = false
}
