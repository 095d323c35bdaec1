# Keys that nobody chose and no state holds, apart from everything else: `terraform test` knows no ephemeral resources.
data "aws_ssm_parameter" "foundation" {
  name = "/bbws/${var.environment.name}/foundation"
}

locals {
  platform = jsondecode(nonsensitive(data.aws_ssm_parameter.foundation.value)).services
}

module "label" {
  source      = "../../modules/label"
  environment = var.environment.name
  component   = "keys"
  cost_center = var.environment.cost_center
}

variable "edition" {
  description = "One more makes all keys anew; stands in environments/<name>/keys.tfvars. docs/runbooks/rotate-secrets.md says what ends."
  type        = number
  default     = 1
}

module "keys" {
  source = "../../modules/keys"
  name   = "bbws/settings/${var.environment.name}"
  keys   = ["cursor_key", "edge_key", "invitation_key", "log_hash_key"]

  overlapping = ["edge_key"]
  exposed     = ["edge_key_previous"] # CloudFront knows no other place for it than the distribution: stacks/edge
  key_arn     = local.platform.key_arn
  edition     = var.edition
  copy        = var.environment.recovery == null ? null : { region = var.environment.recovery.region, key_arn = local.platform.recovery_key_arn }
  tags        = module.label.tags
}
