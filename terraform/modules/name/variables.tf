variable "name" {
  description = "The name, for example api.example.com or *.sites.example.com."
  type        = string
}

variable "zone_id" {
  description = "The zone of Route 53 that the name belongs to; null where DNS is kept elsewhere."
  type        = string
  default     = null
}

variable "target" {
  description = "What the name stands for: the name that AWS gave, and the zone that AWS keeps for it."
  type        = object({ name = string, zone_id = string })
}
