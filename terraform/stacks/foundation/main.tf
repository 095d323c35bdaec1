# The foundation: what no service owns, in the order in which one part needs another.
#   modules: label · encryption · network · identity · http_api
#   here: buses, layer; beside: alarms.tf · artefacts.tf · dashboard.tf · publication.tf (what the other
#   stacks read) · recovery.tf · senders.tf
locals {
  root     = abspath("${path.module}/../../..")
  declared = yamldecode(file("${local.root}/platform.yaml"))
  name     = module.label.format

  boundary_arn = "arn:aws:iam::${var.environment.account_id}:policy/${format(local.name, "boundary")}" # stacks/account
  functions    = "arn:aws:lambda:${var.environment.region}:${var.environment.account_id}:function"     # which services make later
  authorizer   = "${local.functions}:${format(local.name, replace(local.declared.api.authorizer.function, "/", "-"))}:live"
  sign_up      = "${local.functions}:${format(local.name, replace(local.declared.identity.sign_up, "/", "-"))}:live"
}

module "label" {
  source      = "../../modules/label"
  environment = var.environment.name
  component   = "foundation"
  cost_center = var.environment.cost_center
}

module "encryption" {
  source     = "../../modules/encryption"
  name       = format(local.name, "data")
  account_id = var.environment.account_id
  region     = var.environment.region
  tags       = module.label.tags

  multi_region = var.environment.recovery != null
}

module "network" {
  source    = "../../modules/network"
  format    = local.name
  region    = var.environment.region
  cidr      = var.environment.network.cidr
  nat_zones = var.environment.network.nat_zones
  tags      = module.label.tags
}

module "identity" {
  source              = "../../modules/identity"
  format              = local.name
  pool                = local.declared.identity.pool
  client              = local.declared.identity.client
  groups              = try(local.declared.identity.groups, [])
  region              = var.environment.region
  sign_up_arn         = local.sign_up
  callback_url        = "${merge(var.environment.settings, var.settings).portal_url}/invitations"
  verification_mail   = local.declared.identity.verification_mail
  deletion_protection = var.environment.deletion_protection
  password_sign_in    = local.emulated
  tags                = module.label.tags
}

module "http_api" {
  source             = "../../modules/http-api"
  name               = format(local.name, local.declared.api.name)
  key_arn            = module.encryption.key_arn
  log_retention_days = var.environment.log_retention_days
  throttle           = var.environment.throttle
  cors               = merge(local.declared.api.cors, { origins = split(" ", lookup(var.settings, "cors_origins", var.environment.settings.cors_origins)) })
  tags               = module.label.tags

  authorizer = {
    invoke_arn = "arn:aws:apigateway:${var.environment.region}:lambda:path/2015-03-31/functions/${local.authorizer}/invocations"
    ttl        = local.declared.api.authorizer.ttl
  }
}

resource "aws_cloudwatch_event_bus" "this" {
  for_each = toset(local.declared.buses)

  name               = format(local.name, each.key)
  kms_key_identifier = module.encryption.key_arn
  tags               = module.label.tags
}

resource "aws_lambda_layer_version" "requirements" {
  layer_name               = format(local.name, "requirements")
  description              = "requirements/runtime.txt, by `make package`"
  filename                 = "${var.artefacts}/layer-${var.architecture}.zip"
  source_code_hash         = filebase64sha256("${var.artefacts}/layer-${var.architecture}.zip")
  compatible_runtimes      = ["python3.12"]
  compatible_architectures = [var.architecture]
  skip_destroy             = true # earlier versions of functions still name theirs
}
