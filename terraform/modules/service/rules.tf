# Events of a bus go to a queue, never straight to a function; what the queue refuses goes to its dead letters.
resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.rules

  name           = format(local.name, each.key)
  event_bus_name = each.value.bus == "default" ? "default" : format(local.name, each.value.bus)
  event_pattern = jsonencode(merge(
    { source = each.value.source, "detail-type" = each.value.detail_types },
    can(each.value.detail) ? { detail = each.value.detail } : {},
  ))
  tags = module.label.tags
}

resource "aws_cloudwatch_event_target" "queue" {
  for_each = local.rules

  rule           = aws_cloudwatch_event_rule.this[each.key].name
  event_bus_name = aws_cloudwatch_event_rule.this[each.key].event_bus_name
  target_id      = "queue"
  arn            = aws_sqs_queue.this[each.value.queue].arn

  dead_letter_config {
    arn = aws_sqs_queue.this[local.queues[each.value.queue].dead_letter].arn
  }
}
