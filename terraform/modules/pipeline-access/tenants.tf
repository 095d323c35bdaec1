# `tenants` creates one tenant's hosting (modules/wordpress-instance, tenant-database). Names begin with `tenant-`; where AWS
# chooses an id, the tag of the tenant stands for the name.
locals {
  region    = { StringEquals = { "aws:RequestedRegion" = var.regions[0] } }
  of_tenant = merge(local.region, { StringLike = { "aws:ResourceTag/bbws:tenant-id" = "tenant-*" } })
  balancer  = format(var.format, "alb")
  cluster   = format(var.format, "cluster")
  tenant = { # service → resources that have a tenant's name
    ecs                  = ["service/${local.cluster}/tenant-*", "task-definition/tenant-*", "task/${local.cluster}/*"]
    elasticloadbalancing = ["targetgroup/bbws-tenant-*/*", "listener/app/${local.balancer}/*"]
    logs                 = ["log-group:/ecs/tenant-*"]
    secretsmanager       = ["secret:bbws/wp/tenant-*/database*"] # CreateSecret names no suffix
  }
  tenant_arns = { for service, resources in local.tenant : service => [for it in resources : "arn:aws:${service}:${var.regions[0]}:${var.account_id}:${it}"] }
  tagged = {
    elasticfilesystem    = ["arn:aws:elasticfilesystem:${var.regions[0]}:${var.account_id}:access-point/*"]
    elasticloadbalancing = [for it in ["listener-rule/app/${local.balancer}/*", "targetgroup/bbws-tenant-*/*"] : "arn:aws:elasticloadbalancing:${var.regions[0]}:${var.account_id}:${it}"]
  }
  tenant_actions = [
    "ecs:CreateService", "ecs:DeleteService", "ecs:DescribeServices", "ecs:DescribeTasks", "ecs:ListTagsForResource",
    "ecs:RunTask", "ecs:TagResource", "ecs:UntagResource", "ecs:UpdateService",
    "elasticloadbalancing:CreateRule", "elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:DeleteTargetGroup",
    "elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes",
    "logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:ListTagsForResource", "logs:PutRetentionPolicy", "logs:TagResource",
    "logs:UntagResource",
    "secretsmanager:CreateSecret", "secretsmanager:DeleteSecret", "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
    "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:TagResource", "secretsmanager:UntagResource",
    "secretsmanager:UpdateSecret", "secretsmanager:UpdateSecretVersionStage",
  ]
  linked = ["ecs.amazonaws.com", "ecs.application-autoscaling.amazonaws.com"] # who makes a role of its own at the first service
  unnarrowed = [                                                              # AWS knows no resource for them
    "application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalingPolicies", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
    "ec2:DescribeVpcs", "ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition",
    "elasticfilesystem:DescribeAccessPoints",
    "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTargetGroups", "logs:DescribeLogGroups",
    "secretsmanager:GetRandomPassword",
  ]

  tenants = [
    { Sid = "FindStates", Effect = "Allow", Action = "s3:ListBucket", Resource = local.state, Condition = { StringLike = { "s3:prefix" = "tenants/*" } } },
    { Sid = "WriteStates", Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "${local.state}/tenants/*" },
    { Sid = "ReleaseLocks", Effect = "Allow", Action = "s3:DeleteObject", Resource = "${local.state}/tenants/*.tflock" },
    {
      Sid      = "ReadWhatStacksPublish"
      Effect   = "Allow"
      Action   = ["ssm:GetParameter", "ssm:GetParameters"]
      Resource = "arn:aws:ssm:${var.regions[0]}:${var.account_id}:parameter/bbws/${var.environment}/*"
    },
    { Sid = "ChangeWhatHasATenantsName", Effect = "Allow", Action = local.tenant_actions, Resource = flatten(values(local.tenant_arns)) },
    { Sid = "Find", Effect = "Allow", Action = local.unnarrowed, Resource = "*", Condition = local.region },
    {
      Sid    = "ChangeWhatHasATenantsTag"
      Effect = "Allow"
      Action = [
        "elasticfilesystem:DeleteAccessPoint", "elasticfilesystem:TagResource", "elasticfilesystem:UntagResource", "elasticloadbalancing:AddTags",
        "elasticloadbalancing:DeleteRule", "elasticloadbalancing:ModifyRule", "elasticloadbalancing:RemoveTags", "elasticloadbalancing:SetRulePriorities",
      ]
      Resource  = concat(local.tagged.elasticfilesystem, local.tagged.elasticloadbalancing)
      Condition = local.of_tenant
    },
    {
      Sid       = "CreateAccessPoints"
      Effect    = "Allow"
      Action    = "elasticfilesystem:CreateAccessPoint"
      Resource  = "arn:aws:elasticfilesystem:${var.regions[0]}:${var.account_id}:file-system/*"
      Condition = { StringLike = { "aws:RequestTag/bbws:tenant-id" = "tenant-*" } }
    },
    { # only while it is created: else the tag would open what is not a tenant's
      Sid       = "TagNewAccessPoints"
      Effect    = "Allow"
      Action    = "elasticfilesystem:TagResource"
      Resource  = local.tagged.elasticfilesystem
      Condition = { StringEquals = { "elasticfilesystem:CreateAction" = "CreateAccessPoint" } }
    },
    {
      Sid       = "TagNewRoutes"
      Effect    = "Allow"
      Action    = "elasticloadbalancing:AddTags"
      Resource  = local.tagged.elasticloadbalancing
      Condition = { StringEquals = { "elasticloadbalancing:CreateAction" = ["CreateRule", "CreateTargetGroup"] } }
    },
    {
      Sid    = "ScaleServices"
      Effect = "Allow"
      Action = [for act in [
        "DeleteScalingPolicy", "DeregisterScalableTarget", "ListTagsForResource", "PutScalingPolicy", "RegisterScalableTarget", "TagResource", "UntagResource",
      ] : "application-autoscaling:${act}"]
      Resource = "arn:aws:application-autoscaling:${var.regions[0]}:${var.account_id}:scalable-target/*"
    },
    { # a policy that tracks a target makes two alarms, with the rights of its caller
      Sid      = "AlarmsOfScaling"
      Effect   = "Allow"
      Action   = ["cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"]
      Resource = "arn:aws:cloudwatch:${var.regions[0]}:${var.account_id}:alarm:TargetTracking-service/${local.cluster}/tenant-*"
    },
    {
      Sid       = "LetServicesRunAndScale"
      Effect    = "Allow"
      Action    = "iam:CreateServiceLinkedRole"
      Resource  = [for service in local.linked : "${local.iam}:role/aws-service-role/${service}/*"]
      Condition = { StringEquals = { "iam:AWSServiceName" = local.linked } }
    },
    {
      Sid       = "StoreUnderOurKey"
      Effect    = "Allow"
      Action    = ["kms:DescribeKey", "kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = "arn:aws:kms:${var.regions[0]}:${var.account_id}:key/*"
      Condition = { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = ["alias/${format(var.format, "data")}", "alias/aws/s3"] } }
    },
  ]

  tenants_roles = [ # a policy of its own: AWS allows 6,144 characters
    {
      Sid       = "CreateTenantRoles"
      Effect    = "Allow"
      Action    = ["iam:CreateRole", "iam:PutRolePolicy"]
      Resource  = local.tenant_roles
      Condition = { StringEquals = { "iam:PermissionsBoundary" = local.tenant_boundary } }
    },
    {
      Sid      = "ChangeTenantRoles"
      Effect   = "Allow"
      Action   = concat(local.tenant_role_actions, ["iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies", "iam:UntagRole"])
      Resource = local.tenant_roles
    },
    {
      Sid       = "PassRolesToTasks"
      Effect    = "Allow"
      Action    = "iam:PassRole"
      Resource  = concat([local.tenant_roles], [for name in ["execution", "database"] : "${local.iam}:role/${format(var.format, "ecs-${name}")}"])
      Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
    },
  ]
}
