output "published" {
  description = "The parameter that the other stacks read."
  value       = aws_ssm_parameter.publication.name
}
