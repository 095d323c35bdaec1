output "pool_id" {
  description = "The pool."
  value       = aws_cognito_user_pool.this.id
}

output "client_id" {
  description = "The audience of the portals' tokens."
  value       = aws_cognito_user_pool_client.this.id
}

output "issuer" {
  description = "The `iss` of the pool's tokens."
  value       = "https://${aws_cognito_user_pool.this.endpoint}"
}

output "sign_in_url" {
  description = "The address of the sign-in pages: /oauth2/authorize, /signup, /oauth2/token."
  value       = "https://${aws_cognito_user_pool_domain.this.domain}.auth.${var.region}.amazoncognito.com"
}
