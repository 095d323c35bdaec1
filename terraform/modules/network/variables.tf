variable "format" {
  description = "The form of names, from the label module."
  type        = string
}

variable "tags" {
  description = "From the label module."
  type        = map(string)
}

variable "region" {
  description = "Whose endpoints the network has."
  type        = string
}

variable "cidr" {
  description = "The network's /16; subnets are /24."
  type        = string
  validation {
    condition     = can(cidrhost(var.cidr, 0)) && endswith(var.cidr, "/16")
    error_message = "The network is a /16, for example 10.1.0.0/16."
  }
}

variable "nat_zones" {
  description = "The zones (0, 1) with a NAT gateway of their own: one is cheap, two survive the loss of a zone."
  type        = list(string)
  validation {
    condition     = length(var.nat_zones) > 0 && length(setsubtract(var.nat_zones, ["0", "1"])) == 0
    error_message = "Zones are \"0\" and \"1\"; at least one has a NAT gateway."
  }
}
