# One provider for AWS and for an emulator of it: whatever only the latter needs is off when no endpoint is given.
locals {
  emulated = var.emulator_endpoint != ""
  endpoint = local.emulated ? var.emulator_endpoint : null
}

provider "aws" {
  region                      = var.environment.region
  allowed_account_ids         = local.emulated ? null : [var.environment.account_id]
  access_key                  = local.emulated ? "test" : null
  secret_key                  = local.emulated ? "test" : null
  s3_use_path_style           = local.emulated
  skip_credentials_validation = local.emulated
  skip_metadata_api_check     = local.emulated

  dynamic "endpoints" {
    for_each = local.emulated ? [1] : []
    content {
      acm                    = local.endpoint
      apigatewayv2           = local.endpoint
      applicationautoscaling = local.endpoint
      backup                 = local.endpoint
      cloudfront             = local.endpoint
      cloudwatch             = local.endpoint
      cloudwatchlogs         = local.endpoint
      cognitoidp             = local.endpoint
      dynamodb               = local.endpoint
      ec2                    = local.endpoint
      ecr                    = local.endpoint
      ecs                    = local.endpoint
      efs                    = local.endpoint
      elbv2                  = local.endpoint
      eventbridge            = local.endpoint
      iam                    = local.endpoint
      kms                    = local.endpoint
      lambda                 = local.endpoint
      rds                    = local.endpoint
      route53                = local.endpoint
      s3                     = local.endpoint
      secretsmanager         = local.endpoint
      ses                    = local.endpoint
      sns                    = local.endpoint
      sqs                    = local.endpoint
      ssm                    = local.endpoint
      sts                    = local.endpoint
      wafv2                  = local.endpoint
    }
  }
}
