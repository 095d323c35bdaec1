output "slug" {
  description = "The twelve hex digits in derived names."
  value       = local.slug
}

output "service" {
  description = "The ECS service, and the family of its tasks."
  value       = aws_ecs_service.this.name
}

output "host" {
  description = "The network's own name."
  value       = "tenant-${local.slug}.${var.base_domain}"
}
