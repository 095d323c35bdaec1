output "listener_arn" {
  description = "Where each tenant's rule goes."
  value       = aws_lb_listener.https.arn
}

output "target" {
  description = "What the names of sites stand for: the balancer's name and the zone that AWS keeps for it."
  value       = { name = aws_lb.this.dns_name, zone_id = aws_lb.this.zone_id }
}

output "host" {
  description = "The name that AWS gives the balancer."
  value       = aws_lb.this.dns_name
}
