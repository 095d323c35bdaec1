# MySQL 8.4 for every tenant's WordPress; its master password is made and rotated by AWS.
locals {
  logs = ["error", "slowquery"]
}

resource "aws_db_subnet_group" "this" {
  name       = format(var.format, "database")
  subnet_ids = var.subnet_ids
  tags       = var.tags
}

resource "aws_security_group" "this" {
  name        = format(var.format, "database")
  description = "WordPress to its database"
  vpc_id      = var.vpc_id
  tags        = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "tasks" {
  security_group_id            = aws_security_group.this.id
  description                  = "MySQL from WordPress"
  referenced_security_group_id = var.task_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306
  tags                         = var.tags
}

resource "aws_db_parameter_group" "this" {
  name        = format(var.format, "mysql84")
  family      = "mysql8.4"
  description = "UTF-8 throughout, no connection without TLS"
  tags        = var.tags

  dynamic "parameter" {
    for_each = { character_set_server = "utf8mb4", collation_server = "utf8mb4_unicode_ci", require_secure_transport = "1" }
    content {
      name  = parameter.key
      value = parameter.value
    }
  }
}

# RDS would make them by itself, and keep them for ever.
resource "aws_cloudwatch_log_group" "this" {
  # checkov:skip=CKV_AWS_338:domain §10.5: 30 days, and 90 in prod
  for_each = toset(local.logs)

  name              = "/aws/rds/instance/${format(var.format, "mysql")}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
  tags              = var.tags
}

resource "aws_db_instance" "this" {
  # checkov:skip=CKV_AWS_353:the smallest classes of dev and sit do not offer it
  # checkov:skip=CKV_AWS_118:CloudWatch's own metrics of a minute are enough; the agent needs a role and is billed
  # checkov:skip=CKV_AWS_161:WordPress signs in with a password that Secrets Manager holds
  # checkov:skip=CKV2_AWS_69:require_secure_transport stands in the parameter group, in a dynamic block
  identifier                      = format(var.format, "mysql")
  engine                          = "mysql"
  engine_version                  = "8.4"
  instance_class                  = var.size.class
  allocated_storage               = var.size.storage_gb
  max_allocated_storage           = var.size.storage_gb * 5
  storage_type                    = "gp3"
  storage_encrypted               = true
  kms_key_id                      = var.key_arn
  multi_az                        = var.size.multi_zone
  username                        = "bbws"
  manage_master_user_password     = true
  master_user_secret_kms_key_id   = var.key_arn
  db_subnet_group_name            = aws_db_subnet_group.this.name
  parameter_group_name            = aws_db_parameter_group.this.name
  vpc_security_group_ids          = [aws_security_group.this.id]
  ca_cert_identifier              = "rds-ca-rsa2048-g1" # the image trusts this one: wordpress-agent/image/rds-ca
  publicly_accessible             = false
  backup_retention_period         = var.size.backup_days
  copy_tags_to_snapshot           = true
  auto_minor_version_upgrade      = true
  deletion_protection             = var.deletion_protection
  skip_final_snapshot             = false
  final_snapshot_identifier       = format(var.format, "mysql-last")
  enabled_cloudwatch_logs_exports = local.logs
  tags                            = var.tags

  depends_on = [aws_cloudwatch_log_group.this]
}
