output "cluster_name" {
  description = "The cluster."
  value       = aws_ecs_cluster.this.name
}

output "image" {
  description = "The image's repository; its tags are WordPress's versions, and `latest`."
  value       = aws_ecr_repository.wordpress.repository_url
}

output "role_arns" {
  description = "execution: starts tasks; task: what WordPress itself may."
  value       = { for name, role in aws_iam_role.this : name => role.arn }
}

output "task_security_group_id" {
  description = "The group of WordPress's tasks."
  value       = aws_security_group.tasks.id
}

output "image_arn" {
  description = "The image's repository, for policies."
  value       = aws_ecr_repository.wordpress.arn
}
