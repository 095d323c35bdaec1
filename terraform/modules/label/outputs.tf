output "format" {
  description = "The form of every name, for `format()`: the thing goes in the middle."
  value       = "bbws-%s-${var.environment}"
}

output "tags" {
  description = "The tags of everything in the component."
  value       = local.tags
}
