# One page about everything that is declared, and what wakes somebody about the API as callers meet it.
locals {
  services = [for folder in local.declared.services : yamldecode(file("${local.root}/${folder}/service.yaml"))]
  all_functions = merge([for service in local.services : {
    for name, function in service.functions : format(local.name, "${service.service}-${name}") => function
  }]...)
  all_queues = merge([for service in local.services : try(service.queues, {})]...)
  api_alarms = {
    failures = { metric = "5xx", statistic = "Sum", threshold = 5 }
    slowness = { metric = "Latency", statistic = "p95", threshold = 3000 } # ms; domain §10.7
  }
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
}

resource "aws_cloudwatch_metric_alarm" "api" {
  for_each = local.api_alarms

  alarm_name          = format(local.name, "api-${each.key}")
  alarm_description   = "${each.value.metric} of the API: look at the dashboard, then at the function whose graph moved with it."
  namespace           = "AWS/ApiGateway"
  metric_name         = each.value.metric
  dimensions          = { ApiId = module.http_api.api_id }
  statistic           = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic  = startswith(each.value.statistic, "p") ? each.value.statistic : null
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  tags                = module.label.tags
}
