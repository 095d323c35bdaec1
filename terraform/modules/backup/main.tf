# AWS Backup of what an environment stores; docs/decisions/0044 says what each plan is for. docs/costs.md reads them.
locals {
  plans = {
    # Nothing else brings files back, and a deleted database takes its own backups along. Another Region needs the last ones only.
    recent = { schedule = var.schedule, days = var.days, kinds = ["databases", "files"], copy_days = 7 }
    # Tables, which come back to any second of 35 days by themselves, are copied in full each time: once per week.
    archive = { schedule = "cron(0 2 ? * SUN *)", days = var.archive_days, kinds = ["tables"], copy_days = 0 }
  }
  made = { for name, plan in local.plans : name => plan if plan.days != null }
  arns = {
    tables    = "arn:aws:dynamodb:*:*:table/${format(var.format, "*")}"
    databases = "arn:aws:rds:*:*:db:${format(var.format, "*")}"
    files     = "arn:aws:elasticfilesystem:*:*:file-system/*"
  }
}

resource "aws_backup_vault" "this" {
  name        = var.name
  kms_key_arn = var.key_arn
  tags        = var.tags
}

resource "aws_backup_plan" "this" {
  for_each = local.made

  name = "${var.name}-${each.key}"
  tags = var.tags

  rule {
    rule_name         = each.key
    target_vault_name = aws_backup_vault.this.name
    schedule          = each.value.schedule
    start_window      = 60  # minutes
    completion_window = 300 # minutes

    lifecycle {
      delete_after = each.value.days
    }

    dynamic "copy_action" {
      for_each = var.copy_vault_arn == null || each.value.copy_days == 0 ? [] : [var.copy_vault_arn]
      content {
        destination_vault_arn = copy_action.value
        lifecycle {
          delete_after = each.value.copy_days
        }
      }
    }
  }
}

resource "aws_iam_role" "backup" {
  name                 = var.name
  permissions_boundary = var.boundary_arn
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = "sts:AssumeRole" # AWS Backup documents no condition; who may pass the role guards it
    }]
  })
}

resource "aws_iam_role_policy_attachment" "backup" {
  for_each = toset(["Backup", "Restores"])

  role       = aws_iam_role.backup.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor${each.key}"
}

resource "aws_backup_selection" "this" {
  for_each = local.made

  name         = "${var.name}-${each.key}"
  plan_id      = aws_backup_plan.this[each.key].id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = [for kind in each.value.kinds : local.arns[kind]]
}
