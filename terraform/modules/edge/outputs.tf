output "target" {
  description = "What the API's own name stands for: CloudFront's name and the zone that AWS keeps for it."
  value       = { name = aws_cloudfront_distribution.this.domain_name, zone_id = aws_cloudfront_distribution.this.hosted_zone_id }
}

output "host" {
  description = "Where the world reaches the API."
  value       = var.domain == null ? aws_cloudfront_distribution.this.domain_name : var.domain.name
}
