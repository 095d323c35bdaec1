# SQS queues with their dead letters, SNS topics, and who may send to them.
locals {
  dead_letters = { for name, queue in local.queues : name => queue.dead_letter if can(queue.dead_letter) }
  # Rules and topics of any service that name a queue of ours: the queue's policy lets exactly them in.
  senders = {
    for name in keys(local.queues) : name => concat(
      flatten([for other in local.everyone : [
        for rule, it in try(other.rules, {}) : (it.bus == "default"
          ? "${local.arn.events}:rule/${format(local.name, rule)}"
        : "${local.arn.events}:rule/${format(local.name, it.bus)}/${format(local.name, rule)}")
        if it.queue == name || try(local.queues[it.queue].dead_letter, "") == name
      ]]),
      [for topic in local.feeding : "${local.arn.sns}:${format(local.name, topic.name)}" if topic.queue == name],
    )
  }
  feeding = flatten([for other in local.everyone : [
    for topic, it in try(other.topics, {}) : [for queue in it.queues : { name = topic, queue = queue } if contains(keys(local.queues), queue)]
  ]])
}

resource "aws_sqs_queue" "this" {
  for_each = local.queues

  name                       = format(local.name, each.key)
  visibility_timeout_seconds = each.value.visibility
  message_retention_seconds  = each.value.retention_days * 24 * 3600
  receive_wait_time_seconds  = 20
  kms_master_key_id          = var.platform.key_arn
  tags                       = module.label.tags
}

resource "aws_sqs_queue_redrive_policy" "this" {
  for_each = local.dead_letters

  queue_url = aws_sqs_queue.this[each.key].id
  redrive_policy = jsonencode({
    deadLetterTargetArn = "${local.arn.sqs}:${format(local.name, each.value)}"
    maxReceiveCount     = local.queues[each.key].receives
  })
  depends_on = [aws_sqs_queue.this]
}

resource "aws_sqs_queue_redrive_allow_policy" "this" {
  for_each = { for name in distinct(values(local.dead_letters)) : name => [for source, target in local.dead_letters : source if target == name] }

  queue_url = aws_sqs_queue.this[each.key].id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [for source in each.value : aws_sqs_queue.this[source].arn]
  })
}

resource "aws_sqs_queue_policy" "this" {
  for_each = { for name, senders in local.senders : name => senders if length(senders) > 0 }

  queue_url = aws_sqs_queue.this[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DeclaredSenders"
      Effect    = "Allow"
      Principal = { Service = ["events.amazonaws.com", "sns.amazonaws.com"] }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.this[each.key].arn
      Condition = { ArnEquals = { "aws:SourceArn" = each.value } }
    }]
  })
}

resource "aws_sns_topic" "this" {
  for_each = local.topics

  name              = format(local.name, each.key)
  kms_master_key_id = var.platform.key_arn
  tags              = module.label.tags
}

# With the queue, not with the topic: whoever owns the queue is deployed later.
resource "aws_sns_topic_subscription" "this" {
  for_each = { for topic in local.feeding : "${topic.name}/${topic.queue}" => topic }

  topic_arn            = "${local.arn.sns}:${format(local.name, each.value.name)}"
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.this[each.value.queue].arn
  raw_message_delivery = true
  depends_on           = [aws_sqs_queue_policy.this, aws_sns_topic.this]
}
