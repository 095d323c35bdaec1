# `deploy` creates and changes what the stacks declare: by name where AWS lets us choose it, else in our Regions.
locals {
  numbered = [ # their resources have ids that AWS chooses
    "acm", "apigateway", "backup", "backup-storage", "cloudfront", "cognito-idp", "ec2", "elasticfilesystem", "kms", "route53", "ses", "wafv2",
  ]
  named = {
    cloudwatch           = ["alarm:${local.ours}", "dashboard/${local.ours}"]
    dynamodb             = ["table/${local.ours}", "table/${local.ours}/*"]
    ecr                  = ["repository/${local.ours}"]
    ecs                  = ["cluster/${local.ours}"]
    elasticloadbalancing = [for kind in ["loadbalancer/app", "listener/app", "listener-rule/app", "targetgroup"] : "${kind}/${local.ours}/*"]
    events               = ["event-bus/${local.ours}", "rule/${local.ours}"] # `*` also spans the bus in rule/<bus>/<rule>
    lambda               = ["function:${local.ours}", "function:${local.ours}:*", "layer:${local.ours}", "layer:${local.ours}:*", "event-source-mapping:*"]
    logs                 = ["log-group:/aws/*/${local.ours}", "log-group:/aws/*/${local.ours}:*", "log-group:/aws/rds/instance/${local.ours}/*"]
    rds                  = [for kind in ["db", "pg", "subgrp", "snapshot"] : "${kind}:${local.ours}"]
    secretsmanager       = [for suffix in ["", "-*"] : "secret:bbws/settings/${var.environment}${suffix}"] # CreateSecret names no suffix
    sns                  = [local.ours, "${local.ours}:*"]
    sqs                  = [local.ours]
    ssm                  = ["parameter/bbws/${var.environment}/*", "parameter/bbws/${local.data}/writer"]
  }
  unnamed = [ # actions of those services that no resource narrows
    "cloudwatch:GetMetricData", "ecr:GetAuthorizationToken", "elasticloadbalancing:SetWebAcl", "lambda:CreateEventSourceMapping", "logs:*LogDeliver*",
    "logs:PutResourcePolicy", "secretsmanager:GetRandomPassword", "sns:GetSubscriptionAttributes", "sns:SetSubscriptionAttributes", "sns:Unsubscribe",
  ]
  services = ["lambda.amazonaws.com", "ecs-tasks.amazonaws.com", "backup.amazonaws.com", "s3.amazonaws.com", "events.amazonaws.com"]

  deploy = [
    { Sid = "FindStates", Effect = "Allow", Action = "s3:ListBucket", Resource = local.state },
    { Sid = "WriteStates", Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "${local.state}/stacks/*" },
    { Sid = "ReleaseLocks", Effect = "Allow", Action = "s3:DeleteObject", Resource = "${local.state}/stacks/*.tflock" },
    {
      Sid       = "ChangeWhatHasAnId"
      Effect    = "Allow"
      Action    = [for service in local.numbered : "${service}:*"]
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = var.regions } }
    },
    {
      Sid       = "ChangeWhatHasOurName"
      Effect    = "Allow"
      Action    = [for service in keys(local.named) : "${service}:*"]
      Resource  = flatten([for service, resources in local.named : [for resource in resources : "arn:aws:${service}:*:*:${resource}"]])
      Condition = { StringEquals = { "aws:RequestedRegion" = var.regions } }
    },
    {
      Sid       = "FindWhatHasAName"
      Effect    = "Allow"
      Action    = concat([for pair in setproduct(keys(local.named), ["Describe*", "List*"]) : join(":", pair)], local.unnamed)
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = var.regions } }
    },
    { Sid = "KeepReleases", Effect = "Allow", Action = "s3:*", Resource = concat(local.artefacts, local.copies) },
    { Sid = "ReadSettings", Effect = "Allow", Action = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], Resource = local.settings },
    {
      Sid      = "LetRdsKeepItsPassword"
      Effect   = "Allow"
      Action   = ["secretsmanager:CreateSecret", "secretsmanager:DescribeSecret", "secretsmanager:RotateSecret", "secretsmanager:TagResource"]
      Resource = "arn:aws:secretsmanager:*:*:secret:rds!*"
    },
    { Sid = "UseDefaultOptions", Effect = "Allow", Action = ["rds:CreateDBInstance", "rds:ModifyDBInstance"], Resource = "arn:aws:rds:*:*:og:default*" },
    { Sid = "KeepKeysAndBackups", Effect = "Deny", Action = local.irreversible, Resource = "*" },
    { Sid = "LeaveOwnState", Effect = "Deny", Action = "s3:*", Resource = "${local.state}/stacks/account/*" },
  ]

  deploy_roles = [
    {
      Sid      = "ReadRoles"
      Effect   = "Allow"
      Action   = ["iam:GetRole", "iam:GetRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole"]
      Resource = "${local.iam}:role/${local.ours}"
    },
    {
      Sid       = "ChangeRightsWithinBoundary"
      Effect    = "Allow"
      Action    = ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"]
      Resource  = "${local.iam}:role/${local.ours}"
      Condition = { StringEquals = { "iam:PermissionsBoundary" = local.boundary } }
    },
    {
      Sid      = "ChangeAndDeleteRoles"
      Effect   = "Allow"
      Action   = ["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:TagRole", "iam:UntagRole", "iam:UpdateRole", "iam:UpdateAssumeRolePolicy"]
      Resource = "${local.iam}:role/${local.ours}"
    },
    {
      Sid       = "PassRolesToServices"
      Effect    = "Allow"
      Action    = "iam:PassRole"
      Resource  = "${local.iam}:role/${local.ours}"
      Condition = { StringEquals = { "iam:PassedToService" = local.services } }
    },
    { Sid = "LetServicesCreateTheirRoles", Effect = "Allow", Action = "iam:CreateServiceLinkedRole", Resource = "${local.iam}:role/aws-service-role/*" },
    { Sid = "LeaveOwnAccess", Effect = "Deny", Action = "iam:*", Resource = local.pipeline },
    { Sid = "KeepBoundaries", Effect = "Deny", Action = "iam:DeleteRolePermissionsBoundary", Resource = "*" },
  ]
}
