variable "name" {
  description = "The secret's name."
  type        = string
}

variable "keys" {
  description = "The settings that are made up."
  type        = list(string)
}

variable "overlapping" {
  description = "Those whose value before stays beside the new one, as <name>_previous, for the length of an edition."
  type        = list(string)
  default     = []
}

variable "edition" {
  description = "One more makes all keys anew: open cursors end, hashed names in logs change."
  type        = number
  default     = 1
}

variable "key_arn" {
  description = "What encrypts the secret."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}

variable "copy" {
  description = "The Region that takes over, and what encrypts the copy there; null: none."
  type        = object({ region = string, key_arn = string })
  default     = null
}
