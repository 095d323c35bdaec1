# One tenant's database and user (domain §7.5): the secret, whose password no state holds, and the one-off task that makes
# both from it, `php database.php` of the WordPress image, run while this is applied and before anybody gets the secret.
locals {
  slug   = substr(replace(trimprefix(var.tenant_id, "tenant-"), "-", ""), 0, 12)
  family = "tenant-${local.slug}-database"
  user   = "tenant_${local.slug}_user" # 24 characters of MySQL's 32
  name   = "tenant_${local.slug}_db"
}

ephemeral "aws_secretsmanager_random_password" "user" {
  password_length     = 32
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "user" {
  # checkov:skip=CKV2_AWS_57:turned by `edition`, together with the user, by the task below
  name        = "bbws/wp/${var.tenant_id}/database"
  description = "The tenant's database user"
  kms_key_id  = var.hosting.key_arn
  tags        = var.tags
}

resource "aws_secretsmanager_secret_version" "user" {
  secret_id                = aws_secretsmanager_secret.user.id
  secret_string_wo_version = var.edition
  secret_string_wo = jsonencode({
    username = local.user
    password = ephemeral.aws_secretsmanager_random_password.user.random_password
  })
}

resource "aws_cloudwatch_log_group" "this" {
  # checkov:skip=CKV_AWS_338:domain §10.5: 30 days
  name              = "/ecs/${local.family}"
  retention_in_days = 30
  kms_key_id        = var.hosting.key_arn
  tags              = var.tags
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.family
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = var.hosting.database_role_arn # it alone may read the master's secret
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = yamldecode(file("${path.module}/../../../platform.yaml")).wordpress.architecture
  }

  container_definitions = jsonencode([{
    name       = "database"
    image      = var.image
    essential  = true
    entryPoint = ["php", "/opt/bbws/database.php"]
    environment = [
      { name = "WORDPRESS_DB_HOST", value = var.hosting.database_host },
      { name = "WORDPRESS_DB_NAME", value = local.name },
    ]
    secrets = [
      { name = "WORDPRESS_DB_USER", valueFrom = "${aws_secretsmanager_secret.user.arn}:username::" },
      { name = "WORDPRESS_DB_PASSWORD", valueFrom = "${aws_secretsmanager_secret.user.arn}:password::" },
      { name = "DATABASE_ADMIN", valueFrom = "${var.hosting.database_secret_arn}:username::" },
      { name = "DATABASE_ADMIN_PASSWORD", valueFrom = "${var.hosting.database_secret_arn}:password::" },
    ]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "database"
      }
    }
  }])
}

resource "terraform_data" "made" {
  triggers_replace = [aws_ecs_task_definition.this.arn, var.edition]

  provisioner "local-exec" {
    command = "\"$DEPLOY\" create-tenant-database --env=\"$ENVIRONMENT\" --task=\"$TASK\""
    environment = {
      DEPLOY      = abspath("${path.module}/../../../tools/bin/deploy")
      ENVIRONMENT = var.environment
      TASK        = aws_ecs_task_definition.this.arn
    }
  }
  depends_on = [aws_secretsmanager_secret_version.user]
}
