# The pipeline may make roles, but none that could do more than this: whoever owns a workflow does not own the account.
locals {
  reached = [ # the services that functions, tasks, backups and replication use while they run
    "application-autoscaling", "backup", "backup-storage", "cloudwatch", "cognito-idp", "dynamodb", "ecr", "ecs", "elasticfilesystem",
    "elasticloadbalancing", "events", "kms", "logs", "rds", "s3", "secretsmanager", "ses", "sns", "sqs", "ssm", "tag", "xray",
  ]
}

resource "aws_iam_policy" "boundary" {
  name        = format(var.format, "boundary")
  description = "The most that a role of ${var.environment} can ever do"
  tags        = var.tags
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "WhatRunsUses"
        Effect   = "Allow"
        Action   = [for service in local.reached : "${service}:*"]
        Resource = "*"
      },
      {
        Sid       = "TheProvisionerHandsRolesToTasks"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = "${local.iam}:role/${local.ours}"
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ]
  })
}
