# CloudFront, its firewall and its certificate live in us-east-1, wherever everything else stands.
provider "aws" {
  alias                       = "global"
  region                      = "us-east-1"
  allowed_account_ids         = local.emulated ? null : [var.environment.account_id]
  access_key                  = local.emulated ? "test" : null
  secret_key                  = local.emulated ? "test" : null
  skip_credentials_validation = local.emulated
  skip_metadata_api_check     = local.emulated

  dynamic "endpoints" {
    for_each = local.emulated ? [1] : []
    content {
      cloudfront = local.endpoint
      iam        = local.endpoint
      sts        = local.endpoint
      wafv2      = local.endpoint
    }
  }
}
