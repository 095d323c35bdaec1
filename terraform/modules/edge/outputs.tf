output "host" {
  description = "Where the world reaches the API."
  value       = var.domain == null ? aws_cloudfront_distribution.this.domain_name : var.domain.name
}
