# Alarms: what the rules of platform.yaml give each thing that is declared, and what service.yaml changes or adds.
# local_platform/alarms.py reads the same; tests/terraform compares the two.
locals {
  rules_of_alarms = yamldecode(file("${var.root}/platform.yaml")).alarms

  watched = { # by kind: the beginning of the alarm's name → the name or value that its metric has
    function          = { for name, full in local.function_names : "${local.service}-${name}" => full }
    stream_reader     = { for trigger in local.stream_triggers : "${local.service}-${trigger.function}" => local.function_names[trigger.function] }
    queue             = { for name in keys(local.dead_letters) : name => format(local.name, name) }
    dead_letter_queue = { for name in distinct(values(local.dead_letters)) : name => format(local.name, name) }
    table             = { for name in keys(local.tables) : name => format(local.name, name) }
    operation_type    = { for type in try(local.declared.metrics.operation_type, []) : replace(lower(type), "_", "-") => type }
    notice_type       = { for type in try(local.declared.metrics.notice_type, []) : replace(lower(type), "_", "-") => type }
    api               = {} # stacks/foundation
  }
  metrics = { # by kind: the metric's namespace, and the dimension that has the name
    function          = ["AWS/Lambda", "FunctionName"]
    stream_reader     = ["AWS/Lambda", "FunctionName"]
    queue             = ["AWS/SQS", "QueueName"]
    dead_letter_queue = ["AWS/SQS", "QueueName"]
    table             = ["AWS/DynamoDB", "TableName"]
    operation_type    = ["BBWS", "operation_type"]
    notice_type       = ["BBWS", "notice_type"]
  }

  given_alarms = merge([for kind, rule in local.rules_of_alarms : {
    for subject, value in local.watched[rule.each] : "${subject}-${kind}" => merge(rule, {
      namespace  = local.metrics[rule.each][0]
      dimensions = { (local.metrics[rule.each][1]) = value }
      threshold  = try(rule.share_of, "") == "timeout" ? rule.threshold * 1000 * local.functions[trimprefix(subject, "${local.service}-")].timeout : rule.threshold
    })
  }]...)
  alarms = merge(local.given_alarms, { # an alarm of the service's own brings its metric; any other changes a given one
    for name, alarm in try(local.declared.alarms, {}) : name => merge(try(local.given_alarms[name], { namespace = "BBWS", dimensions = {} }), alarm)
  })
}

module "alarms" {
  source     = "../alarms"
  format     = local.name
  alarms     = local.alarms
  topic_arn  = var.platform.alarm_topic_arn
  repository = var.environment.repository
  tags       = module.label.tags
}
