# Whom alarms tell: docs/runbooks/alarms.md says how to connect PagerDuty and Slack. Everything goes by mail; a pager gets
# what wakes somebody only.
resource "aws_sns_topic" "alarms" {
  name              = format(local.name, "alarms")
  kms_master_key_id = module.encryption.key_arn
  tags              = module.label.tags
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Condition = { StringEquals = { "aws:SourceAccount" = var.environment.account_id } }
    }]
  })
}

resource "aws_sns_topic_subscription" "mail" {
  for_each = toset(var.environment.alarm_emails)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.key
}

data "aws_secretsmanager_secret_version" "pager" {
  count = var.environment.pager ? 1 : 0

  secret_id = "bbws/settings/${var.environment.name}-pager"
}

resource "aws_sns_topic_subscription" "pager" {
  count = var.environment.pager ? 1 : 0

  topic_arn              = aws_sns_topic.alarms.arn
  protocol               = "https"
  endpoint               = data.aws_secretsmanager_secret_version.pager[0].secret_string
  endpoint_auto_confirms = true
  filter_policy_scope    = "MessageBody"
  filter_policy          = jsonencode({ AlarmDescription = [{ prefix = "page:" }] }) # modules/alarms begins it with the severity
}
