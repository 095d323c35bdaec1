# What the roles' rights are made of. `*` for an account is this one: no policy of another account names our roles.
locals {
  ours     = format(var.format, "*") # what the label module names
  iam      = "arn:aws:iam::${var.account_id}"
  boundary = "${local.iam}:policy/${format(var.format, "boundary")}"
  data     = coalesce(var.adopts, var.environment) # whose tables and settings they are
  state    = "arn:aws:s3:::${var.state_bucket}"

  tenant_boundary     = "${local.iam}:policy/${format(var.format, "tenant-boundary")}"
  tenant_roles        = "${local.iam}:role/tenant/${local.ours}" # of tenants' tasks; no other role has this path
  tenant_role_actions = ["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:GetRole", "iam:TagRole"]

  pipeline  = ["${local.iam}:role/bbws-pipeline-*", "${local.iam}:policy/bbws-*", "${local.iam}:oidc-provider/${local.issuer}"]
  states    = [for suffix in ["*", "*/*"] : "arn:aws:s3:::${trimsuffix(var.state_bucket, "${var.environment}-${var.account_id}")}${suffix}"] # of all environments
  settings  = ["arn:aws:secretsmanager:*:*:secret:bbws/settings/${var.environment}-*", "arn:aws:secretsmanager:*:*:secret:bbws/settings/${local.data}-*"]
  artefacts = [for suffix in ["", "/*"] : "arn:aws:s3:::${format(var.format, "artefacts")}-${var.account_id}${suffix}"]
  copies    = [for arn in local.artefacts : replace(arn, var.account_id, "${var.account_id}-copy")] # in the Region of recovery

  # What no pipeline and no role that it makes may end: the keys, the backups, earlier versions of files.
  irreversible = [
    "backup:DeleteBackupVault*", "backup:DeleteRecoveryPoint", "backup:DisassociateRecoveryPoint", "backup:PutBackupVaultAccessPolicy",
    "backup:UpdateRecoveryPointLifecycle", "dynamodb:DeleteBackup", "kms:DeleteImportedKeyMaterial", "kms:DisableKey", "kms:ScheduleKeyDeletion",
    "rds:DeleteDBInstanceAutomatedBackup", "rds:DeleteDBSnapshot", "s3:DeleteObjectVersion",
  ]

  rollback = [{
    Sid      = "MoveAliases"
    Effect   = "Allow"
    Action   = ["lambda:GetAlias", "lambda:ListAliases", "lambda:ListVersionsByFunction", "lambda:UpdateAlias"]
    Resource = [for form in ["", ":*"] : "arn:aws:lambda:${var.regions[0]}:${var.account_id}:function:${local.ours}${form}"]
  }]
}
