# What the services' stacks read.
resource "aws_ssm_parameter" "publication" {
  # checkov:skip=CKV2_AWS_34:names and addresses, no secret: the other stacks read it
  name        = "/bbws/${var.environment.name}/hosting"
  description = "What the hosting made"
  type        = "String"
  tags        = module.label.tags

  value = jsonencode({
    listener_arn = module.balancer.listener_arn
    settings = {
      ecs_cluster               = module.containers.cluster_name
      ecs_execution_role_arn    = module.containers.role_arns["execution"]
      ecs_task_role_arn         = module.containers.role_arns["task"]
      wordpress_architecture    = local.platform.wordpress.architecture
      wordpress_image           = module.containers.image
      wordpress_database_host   = module.database.endpoint
      wordpress_file_system_id  = module.file_system.id
      wordpress_subnets         = join(",", local.network.private_subnet_ids)
      wordpress_security_groups = module.containers.task_security_group_id
      wordpress_connect_url     = "https://${module.balancer.host}"
    }
  })
}
