output "role_arns" {
  description = "GitHub environment → the role that its jobs take: its variable ROLE_ARN."
  value       = { for name, role in aws_iam_role.this : local.environments[name] => role.arn }
}

output "boundary_arn" {
  description = "The most that any role made by the pipeline can ever do."
  value       = aws_iam_policy.boundary.arn
}
