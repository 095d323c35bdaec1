output "cluster_name" {
  description = "The cluster."
  value       = aws_ecs_cluster.this.name
}

output "image" {
  description = "The image's repository; its tags are WordPress's versions, and `latest`."
  value       = aws_ecr_repository.wordpress.repository_url
}

output "execution_role_arn" {
  description = "Starts WordPress's tasks."
  value       = aws_iam_role.execution.arn
}

output "task_security_group_id" {
  description = "The group of WordPress's tasks."
  value       = aws_security_group.tasks.id
}

output "image_arn" {
  description = "The image's repository, for policies."
  value       = aws_ecr_repository.wordpress.arn
}
