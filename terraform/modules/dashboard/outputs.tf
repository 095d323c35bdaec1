output "name" {
  description = "The page's name."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}
