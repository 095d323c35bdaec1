# `read` looks at what resources are, for plans, and at the health of functions. It never sees what they hold: records,
# streams, objects, messages, users, log lines. tests/terraform/reads.yaml has what a plan asks per type of resource.
locals {
  inspected = [
    "backup:DescribeBackupVault", "backup:GetBackupPlan", "backup:GetBackupSelection", "backup:ListTags",
    "cloudfront:DescribeFunction", "cloudfront:GetDistribution", "cloudfront:GetFunction", "cloudfront:ListTagsForResource",
    "cloudwatch:DescribeAlarms", "cloudwatch:GetDashboard", "cloudwatch:GetMetricData", "cloudwatch:ListTagsForResource",
    "cognito-idp:DescribeUserPool", "cognito-idp:DescribeUserPoolClient", "cognito-idp:DescribeUserPoolDomain", "cognito-idp:GetGroup", "cognito-idp:GetUserPoolMfaConfig",
    "dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive", "dynamodb:ListTagsOfResource",
    "ec2:DescribeAddresses", "ec2:DescribeAddressesAttribute", "ec2:DescribeAvailabilityZones", "ec2:DescribeInternetGateways", "ec2:DescribeNatGateways",
    "ec2:DescribeNetworkAcls", "ec2:DescribePrefixLists", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets", "ec2:DescribeVpcAttribute", "ec2:DescribeVpcEndpoints", "ec2:DescribeVpcs",
    "ecr:DescribeRepositories", "ecr:ListTagsForResource", "ecs:DescribeClusters",
    "elasticfilesystem:DescribeBackupPolicy", "elasticfilesystem:DescribeFileSystemPolicy", "elasticfilesystem:DescribeFileSystems", "elasticfilesystem:DescribeLifecycleConfiguration",
    "elasticfilesystem:DescribeMountTargetSecurityGroups", "elasticfilesystem:DescribeMountTargets",
    "elasticloadbalancing:DescribeCapacityReservation", "elasticloadbalancing:DescribeListenerAttributes", "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes", "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags",
    "events:DescribeEventBus", "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule",
    "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListResourceTags",
    "lambda:GetAlias", "lambda:GetEventSourceMapping", "lambda:GetFunction", "lambda:GetFunctionCodeSigningConfig", "lambda:GetLayerVersion",
    "lambda:GetPolicy", "lambda:ListTags", "lambda:ListVersionsByFunction",
    "logs:DescribeLogGroups", "logs:ListTagsForResource",
    "rds:DescribeDBInstances", "rds:DescribeDBParameterGroups", "rds:DescribeDBParameters", "rds:DescribeDBSubnetGroups", "rds:ListTagsForResource",
    "route53:GetHostedZone", "route53:ListResourceRecordSets", "secretsmanager:DescribeSecret", "secretsmanager:GetRandomPassword", "secretsmanager:GetResourcePolicy", "secretsmanager:ListSecretVersionIds",
    "ses:GetIdentityDkimAttributes", "ses:GetIdentityVerificationAttributes",
    "sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "sns:ListTagsForResource",
    "sqs:GetQueueAttributes", "sqs:ListQueueTags", "ssm:DescribeParameters", "ssm:ListTagsForResource",
    "wafv2:GetWebACL", "wafv2:GetWebACLForResource", "wafv2:ListTagsForResource",
  ]
  bucket_settings = [for setting in [
    "AccelerateConfiguration", "BucketAcl", "BucketCORS", "BucketLogging", "BucketObjectLockConfiguration", "BucketPolicy", "BucketPublicAccessBlock",
    "BucketRequestPayment", "BucketTagging", "BucketVersioning", "BucketWebsite", "EncryptionConfiguration", "LifecycleConfiguration", "ReplicationConfiguration",
  ] : "s3:Get${setting}"]

  read = [
    { Sid = "ReadStates", Effect = "Allow", Action = ["s3:GetObject", "s3:ListBucket"], Resource = [local.state, "${local.state}/stacks/*"] },
    { Sid = "LockWhilePlanning", Effect = "Allow", Action = ["s3:PutObject", "s3:DeleteObject"], Resource = "${local.state}/stacks/*.tflock" },
    { Sid = "InspectResources", Effect = "Allow", Action = local.inspected, Resource = "*" },
    { Sid = "InspectApis", Effect = "Allow", Action = "apigateway:GET", Resource = [for path in ["/apis/*", "/domainnames/*"] : "arn:aws:apigateway:*::${path}"] },
    { Sid = "InspectBuckets", Effect = "Allow", Action = concat(local.bucket_settings, ["s3:ListBucket"]), Resource = "arn:aws:s3:::${local.ours}*" },
    {
      Sid      = "InspectRoles"
      Effect   = "Allow"
      Action   = ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"]
      Resource = "${local.iam}:role/${local.ours}"
    },
    {
      Sid      = "ReadWhatStacksPublish"
      Effect   = "Allow"
      Action   = "ssm:GetParameter"
      Resource = ["arn:aws:ssm:*:*:parameter/bbws/${var.environment}/*", "arn:aws:ssm:*:*:parameter/bbws/${local.data}/writer"]
    },
    { Sid = "FetchReleases", Effect = "Allow", Action = ["s3:GetObject", "s3:ListBucket"], Resource = local.artefacts },
    { Sid = "PlanWithSettings", Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = local.settings },
    {
      Sid       = "DecryptWhatPlansRead" # secrets, releases and states, the environments of functions
      Effect    = "Allow"
      Action    = "kms:Decrypt"
      Resource  = "arn:aws:kms:*:*:key/*"
      Condition = { StringLike = { "kms:ViaService" = [for service in ["secretsmanager", "s3", "lambda"] : "${service}.*.amazonaws.com"] } }
    },
  ]
}
