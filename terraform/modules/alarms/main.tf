# CloudWatch alarms. The description begins with the severity, by which subscriptions of the topic choose, and ends with
# the address of the page that says what to do.
resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = var.alarms

  alarm_name          = format(var.format, each.key)
  alarm_description   = "${each.value.severity}: ${each.value.metric} above ${each.value.threshold}. What to do: https://github.com/${var.repository}/blob/main/docs/runbooks/${each.value.runbook}"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic  = startswith(each.value.statistic, "p") ? each.value.statistic : null
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = each.value.period
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.topic_arn]
  ok_actions          = [var.topic_arn] # closes the incident that the alarm opened
  tags                = var.tags
}
