output "functions" {
  description = "Short name → name of the function."
  value       = local.function_names
}

output "routes" {
  description = "The route keys of the service, and whether the authorizer stands before them."
  value       = { for key, route in local.routes : key => route.authorized }
}

output "tables" {
  description = "Short name → ARN of the table."
  value       = { for name, table in aws_dynamodb_table.this : name => table.arn }
}

output "queues" {
  description = "Short name → ARN of the queue."
  value       = { for name, queue in aws_sqs_queue.this : name => queue.arn }
}
