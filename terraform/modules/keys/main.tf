# Keys that nobody chose and no state holds; functions read them when they start.
ephemeral "aws_secretsmanager_random_password" "key" {
  for_each = toset(concat(var.keys, [for name in var.overlapping : "${name}_previous"]))

  password_length     = 48
  exclude_punctuation = true
}

# The edition in use until now, of which the new one keeps some keys.
ephemeral "aws_secretsmanager_secret_version" "before" {
  count = var.edition > 1 ? 1 : 0

  secret_id = aws_secretsmanager_secret.this.id
}

locals {
  made   = { for name, key in ephemeral.aws_secretsmanager_random_password.key : name => key.random_password }
  before = try(jsondecode(ephemeral.aws_secretsmanager_secret_version.before[0].secret_string), {})
  keys   = merge(local.made, local.kept)
  kept   = { for name in var.overlapping : "${name}_previous" => local.before[name] if can(local.before[name]) }
}

resource "aws_secretsmanager_secret" "this" {
  # checkov:skip=CKV2_AWS_57:a new key ends open cursors and sealed links: `edition` turns it, on a day that people choose
  name        = var.name
  description = "Settings of the services that must not stand in a file"
  kms_key_id  = var.key_arn
  tags        = merge(var.tags, { "bbws:edition" = tostring(var.edition) }) # so that operators see which one is in use

  dynamic "replica" {
    for_each = var.copy == null ? [] : [var.copy]
    content {
      region     = replica.value.region
      kms_key_id = replica.value.key_arn
    }
  }
}

resource "aws_secretsmanager_secret_version" "this" {
  secret_id                = aws_secretsmanager_secret.this.id
  secret_string_wo_version = var.edition
  secret_string_wo         = jsonencode(local.keys)
}

resource "aws_secretsmanager_secret" "exposed" {
  # checkov:skip=CKV2_AWS_57:it changes with the keys
  for_each = toset(var.exposed)

  name        = "${var.name}-${replace(each.key, "_", "-")}"
  description = "${each.key} of ${var.name}, for the stack that writes it into a resource"
  kms_key_id  = var.key_arn
  tags        = var.tags

  dynamic "replica" {
    for_each = var.copy == null ? [] : [var.copy]
    content {
      region     = replica.value.region
      kms_key_id = replica.value.key_arn
    }
  }
}

resource "aws_secretsmanager_secret_version" "exposed" {
  for_each = toset(var.exposed)

  secret_id                = aws_secretsmanager_secret.exposed[each.key].id
  secret_string_wo_version = var.edition
  secret_string_wo         = local.keys[each.key]
}
