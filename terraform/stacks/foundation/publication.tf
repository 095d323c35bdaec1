# What the other stacks read: one parameter, so that they know its name and not our state.
resource "aws_ssm_parameter" "publication" {
  # checkov:skip=CKV2_AWS_34:names and addresses, no secret: the other stacks read it
  name        = "/bbws/${var.environment.name}/foundation"
  description = "What the foundation made"
  type        = "String"
  tier        = "Intelligent-Tiering"
  tags        = module.label.tags

  value = jsonencode({
    services = {
      api_id            = module.http_api.api_id
      api_execution_arn = module.http_api.execution_arn
      authorizer_id     = module.http_api.authorizer_id
      layer_arn         = aws_lambda_layer_version.requirements.arn
      key_arn           = module.encryption.key_arn
      alarm_topic_arn   = aws_sns_topic.alarms.arn
      recovery_key_arn  = one(aws_kms_replica_key.recovery[*].arn)
      adopted_key_arn   = one(data.aws_kms_alias.adopted[*].target_key_arn)
    }
    api_host = local.own_host
    network = {
      vpc_id             = module.network.vpc_id
      public_subnet_ids  = module.network.public_subnet_ids
      private_subnet_ids = module.network.private_subnet_ids
    }
    settings = {
      environment    = var.environment.name
      api_url        = module.http_api.endpoint # for functions that ask each other: past the edge, with its key
      sign_in_url    = module.identity.sign_in_url
      token_issuer   = module.identity.issuer
      token_audience = module.identity.client_id
      user_pool_id   = module.identity.pool_id
      jwks_url       = "${local.emulated ? "${var.emulator_endpoint}/${module.identity.pool_id}" : module.identity.issuer}/.well-known/jwks.json"
    }
  })
}
