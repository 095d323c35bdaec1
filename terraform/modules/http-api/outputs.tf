output "api_id" {
  description = "The API."
  value       = aws_apigatewayv2_api.this.id
}

output "execution_arn" {
  description = "What functions let in."
  value       = aws_apigatewayv2_api.this.execution_arn
}

output "authorizer_id" {
  description = "What routes stand behind."
  value       = aws_apigatewayv2_authorizer.caller.id
  depends_on  = [aws_apigatewayv2_stage.default]
}

output "endpoint" {
  description = "The address that AWS gives the API."
  value       = aws_apigatewayv2_api.this.api_endpoint
}
