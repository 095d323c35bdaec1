output "arn" {
  description = "What a distribution or a balancer names."
  value       = aws_wafv2_web_acl.this.arn
}
