# Who may change the account from GitHub. A person applies it before anything else (docs/runbooks/onboard.md); the pipeline cannot.
module "label" {
  source      = "../../modules/label"
  environment = var.environment.name
  component   = "account"
  cost_center = var.environment.cost_center
}

locals {
  declared = { for name, rules in yamldecode(file("${path.module}/../../../.github/environments.yaml")) : name => rules.refs }
  # GitHub has no environments for an emulated account; nothing can take its roles.
  refs = local.emulated ? { for suffix in ["", "-read", "-rollback", "-tenants"] : "${var.environment.name}${suffix}" => ["refs/heads/main"] } : local.declared
}

module "pipeline_access" {
  source       = "../../modules/pipeline-access"
  adopts       = var.environment.adopts
  format       = module.label.format
  environment  = var.environment.name
  account_id   = var.environment.account_id
  regions      = distinct([var.environment.region, try(var.environment.recovery.region, var.environment.region), "us-east-1"])
  refs         = local.refs
  state_bucket = "bbws-terraform-state-${var.environment.name}-${var.environment.account_id}" # tools/deploy/environment_files.py
  tags         = module.label.tags

  repository = {
    name     = var.environment.repository
    id       = var.environment.repository_id
    owner_id = var.environment.repository_owner_id
  }
}

output "role_arns" {
  description = "GitHub environment → its variable ROLE_ARN."
  value       = module.pipeline_access.role_arns
}
