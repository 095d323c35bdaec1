# One tenant's WordPress on the hosting: its files, its secret, its task, its service, its way in.
# The names are those of the instances service; the slug is the first twelve hex digits of the tenant's UUID.
locals {
  slug   = substr(replace(trimprefix(var.tenant_id, "tenant-"), "-", ""), 0, 12)
  family = "tenant-${local.slug}-wordpress"
  port   = 8080 # the image runs as an ordinary user, who may not listen on 80
  sizes = {     # domain §7.6: processor in 1/1024, memory in MB
    BASIC      = { cpu = 256, memory = 512 }
    STANDARD   = { cpu = 512, memory = 1024 }
    PREMIUM    = { cpu = 1024, memory = 2048 }
    ENTERPRISE = { cpu = 2048, memory = 4096 }
  }
  tags = {
    "bbws:tenant-id"   = var.tenant_id
    "bbws:project"     = "BBWS-Phase-2.1-ECS"
    "bbws:cost-center" = var.cost_center
    "bbws:opportunity" = var.opportunity
    "bbws:managed-by"  = "instance-management"
    "bbws:environment" = var.environment
    "bbws:component"   = "wordpress"
  }
}

resource "aws_efs_access_point" "content" {
  file_system_id = var.hosting.file_system_id
  tags           = merge(local.tags, { Name = "tenant-${local.slug}-wp-content", "bbws:component" = "efs" })

  posix_user {
    uid = 33
    gid = 33
  }

  root_directory {
    path = "/tenant-${local.slug}"
    creation_info {
      owner_uid   = 33
      owner_gid   = 33
      permissions = "755"
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  # checkov:skip=CKV_AWS_338:domain §10.5: 30 days, and 90 in prod; logs name visitors
  name              = "/ecs/${local.family}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.hosting.key_arn
  tags              = local.tags
}
