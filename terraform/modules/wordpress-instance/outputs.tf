output "slug" {
  description = "The twelve hex digits in derived names."
  value       = local.slug
}

output "service" {
  description = "The ECS service, and the family of its tasks."
  value       = aws_ecs_service.this.name
}

output "database_secret_arn" {
  description = "Where the image's job puts the database user."
  value       = aws_secretsmanager_secret.database.arn
}
