variable "root" {
  description = "The checkout: where service.yaml files, platform.yaml and openapi/ stand."
  type        = string
}

variable "folder" {
  description = "The service's folder in the checkout, for example sites-service."
  type        = string
}

variable "environment" {
  description = "Where it is deployed, and how carefully."
  type = object({
    name                = string
    account_id          = string
    region              = string
    repository          = string
    log_retention_days  = number
    deletion_protection = bool
    tracing             = optional(bool, true)
    recovery            = optional(object({ region = string }))
    adopts              = optional(string)
  })
}

variable "platform" {
  description = "What the foundation made and every service uses."
  type = object({
    api_id            = string
    api_execution_arn = string
    authorizer_id     = string
    layer_arn         = string
    key_arn           = string
    alarm_topic_arn   = string
    recovery_key_arn  = optional(string)
    adopted_key_arn   = optional(string) # what encrypts the tables and keys that another environment keeps here
  })
}

variable "settings" {
  description = "What `{setting: name}` stands for in service.yaml."
  type        = map(string)
}

variable "keys" {
  description = "What `{key: name}` in service.yaml is read from: the secret's name, and the id of the version that functions read."
  type        = object({ secret = string, version = string })
}

variable "code" {
  description = "The service's zip, as `make package` made it."
  type        = string
}

variable "architecture" {
  description = "The processor of the functions: arm64 on AWS; an emulator may run on another."
  type        = string
  default     = "arm64"
  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "Lambda knows arm64 and x86_64."
  }
}

variable "writes" {
  description = "Whether this Region is the one that writes; the functions of any other stand still."
  type        = bool
  default     = true
}
