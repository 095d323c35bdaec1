# The way to the API from the world: CloudFront and its firewall, in front of the Region that writes.
data "aws_ssm_parameter" "foundation" {
  name = "/bbws/${var.environment.name}/foundation"
}

data "aws_ssm_parameter" "writer" {
  for_each = toset(var.environment.recovery == null ? [] : ["writer"]) # who adopts keeps its own edge until it is asked to write

  name = "/bbws/${var.environment.name}/writer"
}

data "aws_secretsmanager_secret_version" "edge" { # this key alone: the state holds what a data source reads
  secret_id = "bbws/settings/${coalesce(var.environment.adopts, var.environment.name)}-edge-key-previous"
}

locals {
  name     = module.label.format
  own_host = jsondecode(nonsensitive(data.aws_ssm_parameter.foundation.value)).api_host
  # The edge is the world's: wherever the writing Region is, its API answers behind the one name.
  writing_host = coalesce(one([for it in data.aws_ssm_parameter.writer : jsondecode(nonsensitive(it.value)).host]), local.own_host)
}

module "label" {
  source      = "../../modules/label"
  environment = var.environment.name
  component   = "edge"
  cost_center = var.environment.cost_center
}

module "edge" {
  source    = "../../modules/edge"
  providers = { aws = aws.global }
  name      = format(local.name, "edge")
  api_host  = local.writing_host
  # That of the edition before: functions that are not yet deployed with the new keys know it as theirs, the others as the
  # one before. So a rotation needs no order.
  key  = data.aws_secretsmanager_secret_version.edge.secret_string
  tags = module.label.tags

  domain = {
    name            = var.environment.domains.api
    certificate_arn = var.environment.domains.edge_certificate_arn
  }
}

output "api_url" {
  description = "Where the world reaches the API."
  value       = "https://${module.edge.host}"
}
