# What wakes somebody: functions that fail, are throttled or slow, streams that lag, dead letters.
locals {
  function_alarms = merge([for name, function in local.functions : {
    "${name}-errors"    = { function = name, metric = "Errors", statistic = "Sum", threshold = 5 }
    "${name}-throttles" = { function = name, metric = "Throttles", statistic = "Sum", threshold = 5 }
    "${name}-duration"  = { function = name, metric = "Duration", statistic = "Maximum", threshold = function.timeout * 900 }
  }]...)
  lag_alarms = { for key, trigger in local.stream_triggers : "${trigger.function}-lag" => {
    function = trigger.function, metric = "IteratorAge", statistic = "Maximum", threshold = 60000
  } }
  dead_letter_queues = toset(values(local.dead_letters))
}

resource "aws_cloudwatch_metric_alarm" "function" {
  for_each = merge(local.function_alarms, local.lag_alarms)

  alarm_name          = format(local.name, "${local.service}-${each.key}")
  alarm_description   = "${each.value.metric} of ${local.function_names[each.value.function]}: begin with the README of its service."
  namespace           = "AWS/Lambda"
  metric_name         = each.value.metric
  dimensions          = { FunctionName = local.function_names[each.value.function] }
  statistic           = each.value.statistic
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.platform.alarm_topic_arn]
  tags                = module.label.tags
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  for_each = local.dead_letter_queues

  alarm_name          = format(local.name, "${each.key}-filled")
  alarm_description   = "A message was given up: look into ${format(local.name, each.key)} before it is replayed."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = format(local.name, each.key) }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.platform.alarm_topic_arn]
  tags                = module.label.tags
}
