output "listener_arn" {
  description = "Where each tenant's rule goes."
  value       = aws_lb_listener.https.arn
}

output "host" {
  description = "The name that AWS gives the balancer."
  value       = aws_lb.this.dns_name
}
