output "secret_arn" {
  description = "Where the user and the password stand; known when the database is there."
  value       = aws_secretsmanager_secret.user.arn
  depends_on  = [terraform_data.made]
}
