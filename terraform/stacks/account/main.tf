# The account's own door, made once by a person before anything else: docs/runbooks/onboard.md. The pipeline cannot change it.
module "label" {
  source      = "../../modules/label"
  environment = var.environment.name
  component   = "account"
  cost_center = var.environment.cost_center
}

module "pipeline_access" {
  source         = "../../modules/pipeline-access"
  shares_account = var.environment.adopts != null
  format         = module.label.format
  environment    = var.environment.name
  account_id     = var.environment.account_id
  regions        = distinct([var.environment.region, try(var.environment.recovery.region, var.environment.region), "us-east-1"])
  repository     = var.environment.repository
  state_bucket   = "bbws-terraform-state-${var.environment.name}"
  tags           = module.label.tags
}

output "role_arns" {
  description = "GitHub environment → its variable ROLE_ARN."
  value       = module.pipeline_access.role_arns
}
