output "secret_arn" {
  description = "The secret that holds them."
  value       = aws_secretsmanager_secret.this.arn
}
