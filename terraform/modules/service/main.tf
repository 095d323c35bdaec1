# One service, as its service.yaml declares it; local_platform reads the same file. What is what:
# tables.tf · queues.tf · rules.tf · policies.tf (roles) · functions.tf · triggers.tf · routes.tf · alarms.tf
locals {
  declared = yamldecode(file("${var.root}/${var.folder}/service.yaml"))
  gateway  = yamldecode(file("${var.root}/platform.yaml")).api
  identity = try(yamldecode(file("${var.root}/platform.yaml")).identity, {})
  everyone = [for file in fileset(var.root, "*/service.yaml") : yamldecode(file("${var.root}/${file}"))]

  service   = local.declared.service
  tables    = var.environment.adopts == null ? try(local.declared.tables, {}) : {} # adopted ones are another's copies
  queues    = try(local.declared.queues, {})
  topics    = try(local.declared.topics, {})
  rules     = try(local.declared.rules, {})
  functions = try(local.declared.functions, {})
  any_queue = merge([for other in local.everyone : try(other.queues, {})]...)

  name       = module.label.format
  table_name = var.environment.adopts == null ? local.name : replace(local.name, "/${var.environment.name}$/", var.environment.adopts)
  arn = { # the beginning of ARNs of this account and region, by service
    for service in ["cognito-idp", "dynamodb", "ecs", "elasticfilesystem", "elasticloadbalancing", "events", "lambda", "logs", "secretsmanager", "ses", "sns", "sqs"] :
    service => "arn:aws:${service}:${var.environment.region}:${var.environment.account_id}"
  }
}

module "label" {
  source      = "../label"
  environment = var.environment.name
  component   = local.service
}
