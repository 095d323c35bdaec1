output "endpoint" {
  description = "host:port"
  value       = aws_db_instance.this.endpoint
}

output "secret_arn" {
  description = "The master's user and password, made and rotated by RDS."
  value       = one(aws_db_instance.this.master_user_secret[*].secret_arn)
}
