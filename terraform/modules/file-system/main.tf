# What WordPress's tasks of one tenant share: wp-content, one access point a tenant, encrypted at rest and on the way.
resource "aws_efs_file_system" "this" {
  # checkov:skip=CKV2_AWS_18:modules/backup selects every file system by its kind of ARN
  encrypted        = true
  kms_key_id       = var.key_arn
  performance_mode = "generalPurpose"
  throughput_mode  = "elastic"
  tags             = merge(var.tags, { Name = format(var.format, "wp-content") })

  lifecycle_policy {
    transition_to_ia = "AFTER_30_DAYS"
  }
}

# Without a policy, whoever reaches the port may mount everything as root: a broken WordPress would read all tenants' files.
# Behind these denials a tenant's role allows its own access point (modules/wordpress-instance, and the instances service).
resource "aws_efs_file_system_policy" "this" {
  file_system_id = aws_efs_file_system.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Id      = "mounts" # EFS fills in one of its own, which would differ at the next plan
    Statement = [for name, condition in {
      ThroughAccessPointsOnly = { Null = { "elasticfilesystem:AccessPointArn" = "true" } }
      EncryptedOnly           = { Bool = { "aws:SecureTransport" = "false" } }
      TenantsOnly             = { ArnNotLike = { "aws:PrincipalArn" = "arn:aws:iam::${var.account_id}:role/tenant/*" } } # nobody has none
      } : {
      Sid       = name
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite", "elasticfilesystem:ClientRootAccess"]
      Resource  = aws_efs_file_system.this.arn
      Condition = condition
    }]
  })
}

resource "aws_efs_backup_policy" "this" {
  file_system_id = aws_efs_file_system.this.id
  backup_policy {
    status = "DISABLED" # modules/backup has them, more often and with a copy
  }
}

resource "aws_security_group" "this" {
  name        = format(var.format, "wp-content")
  description = "WordPress to its files"
  vpc_id      = var.vpc_id
  tags        = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "tasks" {
  security_group_id            = aws_security_group.this.id
  description                  = "NFS from WordPress"
  referenced_security_group_id = var.task_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
  tags                         = var.tags
}

resource "aws_efs_mount_target" "this" {
  count = 2 # one a zone

  file_system_id  = aws_efs_file_system.this.id
  subnet_id       = var.subnet_ids[count.index]
  security_groups = [aws_security_group.this.id]
}
