variable "name" {
  description = "The page's name."
  type        = string
}

variable "region" {
  description = "Where the figures are."
  type        = string
}

variable "api_id" {
  description = "The HTTP API."
  type        = string
}

variable "functions" {
  description = "Names of all functions."
  type        = list(string)
}

variable "stream_readers" {
  description = "Names of the functions that read a table's stream."
  type        = list(string)
}

variable "queues" {
  description = "Names of all queues."
  type        = set(string)
}

variable "dead_letters" {
  description = "Those of them where given-up messages are kept."
  type        = set(string)
}

variable "tables" {
  description = "Names of all tables."
  type        = list(string)
}

variable "cluster" {
  description = "The ECS cluster's name."
  type        = string
}

variable "operation_types" {
  description = "The types of operations whose ends are counted."
  type        = list(string)
}
