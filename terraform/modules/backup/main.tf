# AWS Backup of what an environment stores, kept as long as domain §4 says, and copied to another Region where there is one.
resource "aws_backup_vault" "this" {
  name        = var.name
  kms_key_arn = var.key_arn
  tags        = var.tags
}

resource "aws_backup_plan" "this" {
  name = var.name
  tags = var.tags

  rule {
    rule_name         = "kept-${var.days}-days"
    target_vault_name = aws_backup_vault.this.name
    schedule          = var.schedule
    start_window      = 60  # minutes
    completion_window = 300 # minutes

    lifecycle {
      delete_after = var.days
    }

    dynamic "copy_action" {
      for_each = var.copy_vault_arn == null ? [] : [var.copy_vault_arn]
      content {
        destination_vault_arn = copy_action.value
        lifecycle {
          delete_after = var.days
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
  name         = var.name
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.backup.arn
  resources = [
    "arn:aws:dynamodb:*:*:table/${format(var.format, "*")}",
    "arn:aws:rds:*:*:db:${format(var.format, "*")}",
    "arn:aws:elasticfilesystem:*:*:file-system/*",
  ]
}
