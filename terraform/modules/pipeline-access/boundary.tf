# The pipeline may create roles, but none that can do more than this, and none that can end what the pipeline may not end:
# whoever changes a workflow cannot do it through a function either.
locals {
  used = [ # the services that functions, tasks, backups and replication use while they run
    "application-autoscaling", "backup", "backup-storage", "cloudwatch", "cognito-idp", "dynamodb", "ecr", "ecs", "elasticfilesystem",
    "elasticloadbalancing", "events", "kms", "logs", "rds", "s3", "secretsmanager", "ses", "sns", "sqs", "ssm", "tag", "xray",
  ]
  protection = [ # how it would be undone otherwise: the settings that protect tables, files, keys and logs
    "cognito-idp:DeleteUserPool", "cognito-idp:UpdateUserPool", "dynamodb:DeleteTable", "dynamodb:UpdateContinuousBackups", "dynamodb:UpdateTable",
    "dynamodb:DeleteResourcePolicy", "dynamodb:PutResourcePolicy", "elasticfilesystem:DeleteFileSystem*", "elasticfilesystem:PutFileSystemPolicy",
    "kms:CreateGrant", "kms:DisableKeyRotation", "kms:PutKeyPolicy", "logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:DeleteRetentionPolicy", "rds:Delete*", "rds:Modify*", "s3:DeleteBucket*", "s3:PutBucket*", "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration", "s3:PutReplicationConfiguration", "secretsmanager:DeleteResourcePolicy", "secretsmanager:PutResourcePolicy",
  ]
}

# The most that a tenant's tasks can do. Whoever makes their roles must name it.
resource "aws_iam_policy" "tenant_boundary" {
  name        = format(var.format, "tenant-boundary")
  description = "The most that a tenant's tasks in ${var.environment} can ever do"
  tags        = var.tags
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Mount"
      Effect   = "Allow"
      Action   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
      Resource = "arn:aws:elasticfilesystem:*:${var.account_id}:file-system/*"
    }]
  })
}

resource "aws_iam_policy" "boundary" {
  name        = format(var.format, "boundary")
  description = "The most that a role of ${var.environment} can ever do"
  tags        = var.tags
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "UseServices", Effect = "Allow", Action = [for service in local.used : "${service}:*"], Resource = "*" },
      {
        Sid       = "PassRolesToTasks"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = ["${local.iam}:role/${local.ours}", local.tenant_roles]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
      { # the instances service makes one role per tenant
        Sid       = "CreateTenantRoles"
        Effect    = "Allow"
        Action    = ["iam:CreateRole", "iam:PutRolePolicy"]
        Resource  = local.tenant_roles
        Condition = { StringEquals = { "iam:PermissionsBoundary" = local.tenant_boundary } }
      },
      { Sid = "EndTenantRoles", Effect = "Allow", Action = local.tenant_role_actions, Resource = local.tenant_roles },
      { # the instances service says how long it keeps the logs of a tenant's tasks, and of nothing else
        Sid         = "KeepLogs"
        Effect      = "Deny"
        Action      = "logs:PutRetentionPolicy"
        NotResource = "arn:aws:logs:*:${var.account_id}:log-group:/ecs/tenant-*"
      },
      { Sid = "LeaveStates", Effect = "Deny", Action = "s3:*", Resource = local.states },
      {
        Sid       = "KeepKeysAndBackups"
        Effect    = "Deny"
        Action    = concat(local.irreversible, local.protection)
        Resource  = "*"
        Condition = { ArnNotEquals = { "aws:PrincipalArn" = "${local.iam}:role/${format(var.format, "backup")}" } } # AWS Backup deletes what is expired
      },
    ]
  })
}
