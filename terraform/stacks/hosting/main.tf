# Where every tenant's WordPress stands:
#   containers (cluster, image, roles) · file_system · database · balancer · publication.tf (what services read)
data "aws_ssm_parameter" "foundation" {
  name = "/bbws/${var.environment.name}/foundation"
}

locals {
  platform   = yamldecode(file("${path.module}/../../../platform.yaml"))
  foundation = jsondecode(nonsensitive(data.aws_ssm_parameter.foundation.value))
  network    = local.foundation.network
  key_arn    = local.foundation.services.key_arn
  name       = module.label.format
  boundary   = "arn:aws:iam::${var.environment.account_id}:policy/${format(local.name, "tenant-boundary")}" # stacks/account
}

module "label" {
  source      = "../../modules/label"
  environment = var.environment.name
  component   = "hosting"
  cost_center = var.environment.cost_center
}

module "containers" {
  source     = "../../modules/container-hosting"
  format     = local.name
  cluster    = local.platform.cluster
  account_id = var.environment.account_id
  region     = var.environment.region
  vpc_id     = local.network.vpc_id
  key_arn    = local.key_arn
  tags       = module.label.tags
}

module "file_system" {
  source                 = "../../modules/file-system"
  account_id             = var.environment.account_id
  format                 = local.name
  vpc_id                 = local.network.vpc_id
  subnet_ids             = local.network.private_subnet_ids
  task_security_group_id = module.containers.task_security_group_id
  key_arn                = local.key_arn
  tags                   = module.label.tags
}

module "database" {
  source                 = "../../modules/database"
  format                 = local.name
  vpc_id                 = local.network.vpc_id
  subnet_ids             = local.network.private_subnet_ids
  task_security_group_id = module.containers.task_security_group_id
  key_arn                = local.key_arn
  size                   = var.environment.database
  log_retention_days     = var.environment.log_retention_days
  deletion_protection    = var.environment.deletion_protection
  tags                   = module.label.tags
}

module "balancer" {
  source                 = "../../modules/balancer"
  format                 = local.name
  vpc_id                 = local.network.vpc_id
  subnet_ids             = local.network.public_subnet_ids
  task_security_group_id = module.containers.task_security_group_id
  certificate_arn        = var.environment.domains.balancer_certificate_arn
  deletion_protection    = var.environment.deletion_protection
  tags                   = module.label.tags
}
