# Where WordPress runs: the cluster, the image's registry, the role that starts its tasks, the group that marks its tasks.
resource "aws_ecs_cluster" "this" {
  # checkov:skip=CKV_AWS_65:17 metrics per tenant that no alarm asks: docs/decisions/0044
  name = format(var.format, var.cluster)
  tags = var.tags

  setting {
    name  = "containerInsights"
    value = "disabled"
  }
}

resource "aws_ecr_repository" "wordpress" {
  # checkov:skip=CKV_AWS_51:instances ask for a version or `latest`; ECS remembers the digest it found
  name                 = format(var.format, "wordpress")
  image_tag_mutability = "MUTABLE"
  tags                 = var.tags

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.key_arn
  }
}

resource "aws_security_group" "tasks" {
  # checkov:skip=CKV2_AWS_5:every tenant's service joins it: modules/wordpress-instance
  name        = format(var.format, "wordpress")
  description = "WordPress's tasks"
  vpc_id      = var.vpc_id
  tags        = var.tags
}

resource "aws_vpc_security_group_egress_rule" "tasks" {
  security_group_id = aws_security_group.tasks.id
  description       = "WordPress asks its database, its files and, for updates, the world"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
  tags              = var.tags
}

resource "aws_iam_role" "execution" {
  name                 = format(var.format, "ecs-execution")
  permissions_boundary = "arn:aws:iam::${var.account_id}:policy/${format(var.format, "boundary")}" # stacks/account
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

# The execution role starts a task: image, log, and the secrets that become its environment. The task itself has its tenant's role.
resource "aws_iam_role_policy" "execution" {
  name = "start"
  role = aws_iam_role.execution.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = "*" }, # AWS knows no narrower resource
      { Effect = "Allow", Action = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource = aws_ecr_repository.wordpress.arn },
      { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "arn:aws:logs:${var.region}:${var.account_id}:log-group:/ecs/tenant-*" },
      { Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = "arn:aws:secretsmanager:${var.region}:${var.account_id}:secret:bbws/wp/*" },
      { Effect = "Allow", Action = ["kms:Decrypt"], Resource = var.key_arn },
    ]
  })
}
