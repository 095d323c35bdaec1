# One page about everything that is declared, and what wakes somebody about the API as callers meet it.
locals {
  services = [for folder in local.declared.services : yamldecode(file("${local.root}/${folder}/service.yaml"))]
  all_functions = merge([for service in local.services : {
    for name, function in service.functions : format(local.name, "${service.service}-${name}") => function
  }]...)
  all_queues = merge([for service in local.services : try(service.queues, {})]...)
  api_alarms = { for kind, rule in local.declared.alarms : kind => merge(rule, {
    namespace  = "AWS/ApiGateway"
    dimensions = { ApiId = module.http_api.api_id }
  }) if rule.each == "api" }
}

module "dashboard" {
  source         = "../../modules/dashboard"
  name           = format(local.name, "platform")
  region         = var.environment.region
  api_id         = module.http_api.api_id
  functions      = keys(local.all_functions)
  stream_readers = [for name, function in local.all_functions : name if anytrue([for trigger in try(function.triggers, []) : can(trigger.stream)])]
  queues         = [for name in keys(local.all_queues) : format(local.name, name)]
  dead_letters   = [for name in distinct(compact([for queue in values(local.all_queues) : try(queue.dead_letter, "")])) : format(local.name, name)]
  tables         = [for name in flatten([for service in local.services : keys(try(service.tables, {}))]) : format(local.name, name)]
  cluster        = format(local.name, local.declared.cluster)

  operation_types = flatten([for service in local.services : try(service.metrics.operation_type, [])])
}

module "api_alarms" {
  source     = "../../modules/alarms"
  format     = local.name
  alarms     = local.api_alarms
  topic_arn  = aws_sns_topic.alarms.arn
  repository = var.environment.repository
  tags       = module.label.tags
}
