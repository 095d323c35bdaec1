output "elsewhere" {
  description = "The record to enter where DNS is kept elsewhere; empty when it is made here."
  value       = var.zone_id == null ? "${var.name} CNAME ${var.target.name}" : ""
}
