# DynamoDB: on demand, encrypted with our key, recoverable to any second of 35 days.
resource "aws_dynamodb_table" "this" {
  for_each = local.tables

  name                        = format(local.name, each.key)
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = each.value.keys.partition
  range_key                   = try(each.value.keys.sort, null)
  stream_enabled              = can(each.value.stream)
  stream_view_type            = try(each.value.stream, null)
  deletion_protection_enabled = var.environment.deletion_protection
  tags                        = module.label.tags

  dynamic "attribute" {
    for_each = toset(compact(flatten([
      for key in concat([each.value.keys], values(try(each.value.indexes, {}))) : [key.partition, try(key.sort, "")]
    ])))
    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = try(each.value.indexes, {})
    content {
      name            = global_secondary_index.key
      hash_key        = global_secondary_index.value.partition
      range_key       = try(global_secondary_index.value.sort, null)
      projection_type = "ALL"
    }
  }

  dynamic "ttl" {
    for_each = can(each.value.ttl) ? [each.value.ttl] : []
    content {
      attribute_name = ttl.value
      enabled        = true
    }
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.platform.key_arn
  }
}
