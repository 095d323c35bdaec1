# What calls a function besides HTTP: queues, streams, schedules.
locals {
  queue_triggers = { for trigger in flatten([for name, function in local.functions : [
    for trigger in try(function.triggers, []) : { function = name, queue = trigger.queue, batch = try(trigger.batch, 10), concurrency = try(trigger.concurrency, null) }
    if can(trigger.queue)
  ]]) : "${trigger.function}/${trigger.queue}" => trigger }

  stream_triggers = { for trigger in flatten([for name, function in local.functions : [
    for trigger in try(function.triggers, []) : { function = name, table = trigger.stream, batch = try(trigger.batch, 10), filter = try(jsonencode(trigger.filter), "") }
    if can(trigger.stream)
  ]]) : "${trigger.function}/${trigger.table}" => trigger }

  schedules = { for trigger in flatten([for name, function in local.functions : [
    for trigger in try(function.triggers, []) : { function = name, schedule = trigger.schedule } if can(trigger.schedule)
  ]]) : trigger.function => trigger.schedule }
}

resource "aws_lambda_event_source_mapping" "queue" {
  for_each = local.queue_triggers

  function_name           = aws_lambda_alias.live[each.value.function].arn
  event_source_arn        = "${local.arn.sqs}:${format(local.name, each.value.queue)}"
  batch_size              = each.value.batch
  function_response_types = ["ReportBatchItemFailures"]
  tags                    = module.label.tags

  dynamic "scaling_config" {
    for_each = each.value.concurrency == null ? [] : [each.value.concurrency]
    content {
      maximum_concurrency = scaling_config.value
    }
  }

  lifecycle {
    precondition {
      condition     = local.any_queue[each.value.queue].visibility >= 6 * local.functions[each.value.function].timeout
      error_message = "${each.value.queue}: a message must stay hidden for at least six times the time-out of ${each.key}."
    }
  }
  depends_on = [aws_sqs_queue.this, aws_iam_role_policy.declared]
}

resource "aws_lambda_event_source_mapping" "stream" {
  for_each = local.stream_triggers

  function_name                  = aws_lambda_alias.live[each.value.function].arn
  event_source_arn               = local.streams[each.value.table]
  starting_position              = "TRIM_HORIZON"
  batch_size                     = each.value.batch
  bisect_batch_on_function_error = true
  maximum_retry_attempts         = 10 # what the stream gives up, the sweeper of the outbox finds
  function_response_types        = ["ReportBatchItemFailures"]
  tags                           = module.label.tags

  dynamic "filter_criteria" {
    for_each = each.value.filter == "" ? [] : [each.value.filter]
    content {
      filter {
        pattern = filter_criteria.value
      }
    }
  }
  depends_on = [aws_iam_role_policy.declared]
}

resource "aws_cloudwatch_event_rule" "schedule" {
  for_each = local.schedules

  name                = local.function_names[each.key]
  schedule_expression = each.value
  tags                = module.label.tags
}

resource "aws_cloudwatch_event_target" "function" {
  for_each = local.schedules

  rule      = aws_cloudwatch_event_rule.schedule[each.key].name
  target_id = "function"
  arn       = aws_lambda_alias.live[each.key].arn
}

resource "aws_lambda_permission" "schedule" {
  for_each = local.schedules

  statement_id  = "schedule"
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  function_name = aws_lambda_function.this[each.key].function_name
  qualifier     = aws_lambda_alias.live[each.key].name
  source_arn    = aws_cloudwatch_event_rule.schedule[each.key].arn
}
