# The task, the service that keeps it running, and how many there are.
resource "aws_ecs_task_definition" "this" {
  family                   = local.family
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = local.sizes[var.tier].cpu
  memory                   = local.sizes[var.tier].memory
  execution_role_arn       = var.hosting.execution_role_arn
  task_role_arn            = aws_iam_role.task.arn
  tags                     = local.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = yamldecode(file("${path.module}/../../../platform.yaml")).wordpress.architecture
  }

  container_definitions = jsonencode([{
    name         = "wordpress"
    image        = var.image
    essential    = true
    portMappings = [{ containerPort = local.port, protocol = "tcp" }]
    mountPoints  = [{ sourceVolume = "content", containerPath = "/var/www/html/wp-content/uploads", readOnly = false }]
    environment = [for name, value in {
      BBWS_TENANT_ID      = var.tenant_id
      BBWS_NETWORK_DOMAIN = "tenant-${local.slug}.${var.base_domain}"
      BBWS_PUBLIC_PORT    = ""
      BBWS_CONTENT_DIR    = "/var/www/html/wp-content/uploads"
      BBWS_AGENT_USER     = "platform"
      WORDPRESS_DB_HOST   = var.hosting.database_host
      WORDPRESS_DB_NAME   = "tenant_${local.slug}_db"
    } : { name = name, value = value }]
    secrets = [for name, place in {
      WORDPRESS_DB_USER     = "${var.database_secret_arn}:username::"
      WORDPRESS_DB_PASSWORD = "${var.database_secret_arn}:password::"
      BBWS_AGENT_PASSWORD   = "${var.agent_secret_arn}:password::"
    } : { name = name, valueFrom = place }]
    healthCheck = {
      command     = ["CMD-SHELL", "curl -fsS -H \"Host: $BBWS_NETWORK_DOMAIN\" http://localhost:${local.port}/healthz || exit 1"]
      interval    = 30
      timeout     = 5
      retries     = 3
      startPeriod = 300 # the first boot writes to EFS for minutes; ECS allows no more
    }
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "wordpress"
      }
    }
  }])

  volume {
    name = "content"
    efs_volume_configuration {
      file_system_id     = var.hosting.file_system_id
      transit_encryption = "ENABLED"
      authorization_config {
        access_point_id = aws_efs_access_point.content.id
        iam             = "ENABLED"
      }
    }
  }
}

resource "aws_ecs_service" "this" {
  # checkov:skip=CKV_AWS_332:1.4.0 is the latest; domain §7.5 names it
  name                               = local.family
  cluster                            = var.hosting.cluster
  task_definition                    = aws_ecs_task_definition.this.arn
  desired_count                      = var.tasks.least
  launch_type                        = "FARGATE"
  platform_version                   = "1.4.0"
  deployment_minimum_healthy_percent = 50
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 300
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"
  availability_zone_rebalancing      = "ENABLED"
  tags                               = local.tags

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.hosting.subnet_ids
    security_groups  = [var.hosting.security_group_id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this.arn
    container_name   = "wordpress"
    container_port   = local.port
  }

  depends_on = [aws_lb_listener_rule.this, aws_iam_role_policy.mount] # ECS refuses a target group that no rule knows

  lifecycle {
    ignore_changes = [desired_count] # suspending and scaling set it, through ECS
  }
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  resource_id        = "service/${var.hosting.cluster}/${aws_ecs_service.this.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.tasks.least
  max_capacity       = var.tasks.most
  tags               = local.tags
}

resource "aws_appautoscaling_policy" "this" {
  for_each = { ECSServiceAverageCPUUtilization = 70, ECSServiceAverageMemoryUtilization = 80 }

  name               = "${local.family}-${each.key}"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = each.value
    predefined_metric_specification {
      predefined_metric_type = each.key
    }
  }
}
