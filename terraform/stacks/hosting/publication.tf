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
      ecs_cluster                   = module.containers.cluster_name
      ecs_execution_role_arn        = module.containers.execution_role_arn
      ecs_database_role_arn         = aws_iam_role.database.arn
      tenant_boundary_arn           = local.boundary
      wordpress_architecture        = local.platform.wordpress.architecture
      wordpress_image               = module.containers.image
      wordpress_database_host       = module.database.endpoint
      wordpress_database_secret_arn = module.database.secret_arn
      wordpress_file_system_id      = module.file_system.id
      wordpress_vpc_id              = local.network.vpc_id
      wordpress_subnets             = join(",", local.network.private_subnet_ids)
      wordpress_security_groups     = module.containers.task_security_group_id
      wordpress_listener_arn        = module.balancer.listener_arn
      wordpress_key_arn             = local.key_arn
      wordpress_log_retention_days  = tostring(var.environment.log_retention_days)
      wordpress_connect_url         = "https://${module.balancer.host}"
    }
  })
}
