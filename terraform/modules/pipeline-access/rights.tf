# What each role may do. `deploy` makes what the stacks name; its own door, its ceiling and the states stay out of its reach.
locals {
  state = "arn:aws:s3:::${var.state_bucket}"
  made = [ # the services whose resources stand in a stack
    "acm", "apigateway", "application-autoscaling", "backup", "backup-storage", "cloudfront", "cloudwatch", "cognito-idp", "dynamodb", "ec2", "ecr", "ecs",
    "elasticfilesystem", "elasticloadbalancing", "events", "kms", "lambda", "logs", "rds", "route53", "s3", "secretsmanager", "ses", "sns", "sqs", "ssm", "wafv2",
  ]
  given = ["lambda.amazonaws.com", "ecs-tasks.amazonaws.com", "backup.amazonaws.com", "s3.amazonaws.com", "events.amazonaws.com"]
  door  = [for name in values(local.roles) : "${local.iam}:role/${name}"]

  states_written = [
    { Sid = "FindsStates", Effect = "Allow", Action = "s3:ListBucket", Resource = local.state },
    { Sid = "WritesStates", Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "${local.state}/*" },
    { Sid = "GivesLocksBack", Effect = "Allow", Action = "s3:DeleteObject", Resource = "${local.state}/*.tflock" },
  ]

  rights = {
    deploy = concat(local.states_written, [
      {
        Sid       = "MakesWhatStacksName"
        Effect    = "Allow"
        Action    = [for service in local.made : "${service}:*"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:RequestedRegion" = var.regions } }
      },
      {
        Sid      = "ReadsRoles"
        Effect   = "Allow"
        Action   = ["iam:GetRole", "iam:GetRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole"]
        Resource = "${local.iam}:role/${local.ours}"
      },
      {
        Sid       = "MakesRolesBelowTheCeiling"
        Effect    = "Allow"
        Action    = ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"]
        Resource  = "${local.iam}:role/${local.ours}"
        Condition = { StringEquals = { "iam:PermissionsBoundary" = aws_iam_policy.boundary.arn } }
      },
      {
        Sid      = "ChangesAndRemovesRoles"
        Effect   = "Allow"
        Action   = ["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:TagRole", "iam:UntagRole", "iam:UpdateRole", "iam:UpdateAssumeRolePolicy"]
        Resource = "${local.iam}:role/${local.ours}"
      },
      {
        Sid       = "HandsRolesToServices"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = "${local.iam}:role/${local.ours}"
        Condition = { StringEquals = { "iam:PassedToService" = local.given } }
      },
      {
        Sid      = "LetsServicesMakeTheirOwn"
        Effect   = "Allow"
        Action   = "iam:CreateServiceLinkedRole"
        Resource = "${local.iam}:role/aws-service-role/*"
      },
      {
        Sid      = "ItsOwnDoorIsOutOfReach"
        Effect   = "Deny"
        Action   = "iam:*"
        Resource = concat(local.door, [aws_iam_policy.boundary.arn, local.provider])
      },
      { Sid = "CeilingsStay", Effect = "Deny", Action = "iam:DeleteRolePermissionsBoundary", Resource = "*" },
      {
        Sid      = "StatesStay"
        Effect   = "Deny"
        Action   = ["s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:PutBucketPolicy", "s3:PutBucketVersioning", "s3:DeleteObjectVersion"]
        Resource = [local.state, "${local.state}/*"]
      },
    ])

    read = [
      { Sid = "LocksWhilePlanning", Effect = "Allow", Action = ["s3:PutObject", "s3:DeleteObject"], Resource = "${local.state}/*.tflock" },
      {
        Sid      = "PlansWithTheKeys"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = [for region in var.regions : "arn:aws:secretsmanager:${region}:${var.account_id}:secret:bbws/settings/${var.environment}-*"]
      },
      {
        Sid       = "OpensThem"
        Effect    = "Allow"
        Action    = "kms:Decrypt"
        Resource  = [for region in var.regions : "arn:aws:kms:${region}:${var.account_id}:key/*"]
        Condition = { StringLike = { "kms:ViaService" = [for region in var.regions : "secretsmanager.${region}.amazonaws.com"] } }
      },
      {
        Sid      = "LooksAtNoData"
        Effect   = "Deny"
        Action   = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQLSelect", "sqs:ReceiveMessage", "cognito-idp:AdminGetUser", "cognito-idp:ListUsers"]
        Resource = "*"
      },
    ]

    rollback = [{
      Sid      = "MovesAliases"
      Effect   = "Allow"
      Action   = ["lambda:GetAlias", "lambda:ListAliases", "lambda:ListVersionsByFunction", "lambda:UpdateAlias"]
      Resource = [for form in ["", ":*"] : "arn:aws:lambda:${var.regions[0]}:${var.account_id}:function:${local.ours}${form}"]
    }]

    tenants = [
      { Sid = "FindsStates", Effect = "Allow", Action = "s3:ListBucket", Resource = local.state, Condition = { StringLike = { "s3:prefix" = "tenants/*" } } },
      { Sid = "WritesStates", Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "${local.state}/tenants/*" },
      { Sid = "GivesLocksBack", Effect = "Allow", Action = "s3:DeleteObject", Resource = "${local.state}/tenants/*.tflock" },
      {
        Sid      = "ReadsWhatStacksMade"
        Effect   = "Allow"
        Action   = ["ssm:GetParameter", "ssm:GetParameters"]
        Resource = "arn:aws:ssm:${var.regions[0]}:${var.account_id}:parameter/bbws/${var.environment}/*"
      },
      {
        Sid       = "MakesATenantsHosting"
        Effect    = "Allow"
        Action    = [for service in ["application-autoscaling", "ecs", "elasticfilesystem", "elasticloadbalancing", "logs"] : "${service}:*"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:RequestedRegion" = var.regions[0] } }
      },
      {
        Sid      = "KeepsATenantsSecrets"
        Effect   = "Allow"
        Action   = "secretsmanager:*"
        Resource = "arn:aws:secretsmanager:${var.regions[0]}:${var.account_id}:secret:bbws/wp/*"
      },
      {
        Sid      = "KnowsTheNetwork"
        Effect   = "Allow"
        Action   = ["ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:DescribeSecurityGroups"]
        Resource = "*"
      },
      {
        Sid      = "StoresUnderOurKey"
        Effect   = "Allow"
        Action   = ["kms:DescribeKey", "kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"]
        Resource = "arn:aws:kms:${var.regions[0]}:${var.account_id}:key/*"
      },
      {
        Sid       = "HandsRolesToTasks"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = [for name in ["execution", "task", "database"] : "${local.iam}:role/${format(var.format, "ecs-${name}")}"]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ]
  }
}
