# What survives the Region: backups everywhere; where `recovery` names another Region, copies of keys, releases and
# backups there, and the one place that says which Region writes (docs/decisions/0023).
provider "aws" {
  alias                       = "recovery"
  region                      = try(var.environment.recovery.region, var.environment.region)
  allowed_account_ids         = local.emulated ? null : [var.environment.account_id]
  access_key                  = local.emulated ? "test" : null
  secret_key                  = local.emulated ? "test" : null
  s3_use_path_style           = local.emulated
  skip_credentials_validation = local.emulated
  skip_metadata_api_check     = local.emulated
  skip_requesting_account_id  = local.emulated

  dynamic "endpoints" {
    for_each = local.emulated ? [1] : []
    content {
      backup = local.endpoint
      iam    = local.endpoint
      kms    = local.endpoint
      s3     = local.endpoint
      sts    = local.endpoint
    }
  }
}

locals {
  copies   = var.environment.recovery == null ? 0 : 1
  takes    = var.environment.recovery != null || var.environment.adopts != null # part in a pair of Regions
  own_host = trimprefix(module.http_api.endpoint, "https://")
}

module "backup" {
  source         = "../../modules/backup"
  name           = format(local.name, "backup")
  format         = local.name
  schedule       = var.environment.backup.schedule
  days           = var.environment.backup.days
  archive_days   = var.environment.backup.archive_days
  copy_vault_arn = one(aws_backup_vault.recovery[*].arn)
  key_arn        = module.encryption.key_arn
  boundary_arn   = local.boundary_arn
  tags           = module.label.tags
}

resource "aws_kms_replica_key" "recovery" {
  count    = local.copies
  provider = aws.recovery

  description             = "The copy of ${format(local.name, "data")}"
  primary_key_arn         = module.encryption.key_arn
  deletion_window_in_days = 30
  tags                    = module.label.tags
}

resource "aws_kms_alias" "recovery" { # so that the environment that adopts the copies finds their key
  count    = local.copies
  provider = aws.recovery

  name          = "alias/${format(local.name, "data")}"
  target_key_id = aws_kms_replica_key.recovery[0].key_id
}

data "aws_kms_alias" "adopted" {
  count = var.environment.adopts == null ? 0 : 1

  name = "alias/${replace(format(local.name, "data"), "/${var.environment.name}$/", var.environment.adopts)}"
}

resource "aws_backup_vault" "recovery" {
  count    = local.copies
  provider = aws.recovery

  name        = format(local.name, "backup")
  kms_key_arn = aws_kms_replica_key.recovery[0].arn
  tags        = module.label.tags
}

module "artefacts_copy" {
  count     = local.copies
  source    = "../../modules/bucket-copy"
  providers = { aws = aws, aws.recovery = aws.recovery }

  name         = aws_s3_bucket.artefacts.bucket
  arn          = aws_s3_bucket.artefacts.arn
  key_arn      = module.encryption.key_arn
  copy_key_arn = aws_kms_replica_key.recovery[0].arn
  role         = format(local.name, "artefacts-copier")
  boundary_arn = local.boundary_arn
  tags         = module.label.tags
  depends_on   = [aws_s3_bucket_versioning.artefacts]
}

resource "aws_ssm_parameter" "writer" {
  # checkov:skip=CKV2_AWS_34:the name of a Region, no secret
  count = local.takes ? 1 : 0

  name        = "/bbws/${coalesce(var.environment.adopts, var.environment.name)}/writer"
  description = "The Region that writes, since which epoch, and its API; moved by tools/bin/deploy fail-over and nothing else"
  type        = "String"
  tags        = module.label.tags
  insecure_value = jsonencode({
    region = var.environment.adopts == null ? var.environment.region : "elsewhere" # whoever adopts waits
    epoch  = 1
    host   = local.own_host
  })

  lifecycle {
    ignore_changes = [insecure_value]
  }
}
