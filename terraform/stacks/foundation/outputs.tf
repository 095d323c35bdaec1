output "api_url" {
  description = "Where the world reaches the API."
  value       = "https://${module.edge.host}"
}

output "published" {
  description = "The parameter that the other stacks read."
  value       = aws_ssm_parameter.publication.name
}
