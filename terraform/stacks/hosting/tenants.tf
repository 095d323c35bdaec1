# What one tenant's folder needs (modules/tenant-database, modules/wordpress-instance), as one parameter; and the role that
# starts the one-off task which makes a tenant's database: it alone may read the master's secret.
resource "aws_iam_role" "database" {
  name                 = format(local.name, "ecs-database")
  permissions_boundary = "arn:aws:iam::${var.environment.account_id}:policy/${format(local.name, "boundary")}" # stacks/account
  tags                 = module.label.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.environment.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "database" {
  name = "start"
  role = aws_iam_role.database.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = "*" }, # AWS knows no narrower resource
      { Effect = "Allow", Action = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource = module.containers.image_arn },
      { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "arn:aws:logs:${var.environment.region}:${var.environment.account_id}:log-group:/ecs/tenant-*" },
      { Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = compact([
        "arn:aws:secretsmanager:${var.environment.region}:${var.environment.account_id}:secret:bbws/wp/*", module.database.secret_arn,
      ]) },
      { Effect = "Allow", Action = ["kms:Decrypt"], Resource = local.key_arn },
    ]
  })
}

resource "aws_ssm_parameter" "tenants" {
  # checkov:skip=CKV2_AWS_34:names and addresses, no secret: the tenants' folders read it
  name        = "/bbws/${var.environment.name}/tenants"
  description = "What a tenant's folder takes as `hosting`"
  type        = "String"
  tags        = module.label.tags

  value = jsonencode({
    cluster             = module.containers.cluster_name
    vpc_id              = local.network.vpc_id
    subnet_ids          = local.network.private_subnet_ids
    security_group_id   = module.containers.task_security_group_id
    listener_arn        = module.balancer.listener_arn
    file_system_id      = module.file_system.id
    database_host       = module.database.endpoint
    database_secret_arn = module.database.secret_arn
    database_role_arn   = aws_iam_role.database.arn
    execution_role_arn  = module.containers.execution_role_arn
    boundary_arn        = local.boundary
    key_arn             = local.key_arn
  })
}
