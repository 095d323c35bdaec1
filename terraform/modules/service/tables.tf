# DynamoDB: on demand, encrypted with our key, recoverable to any second of 35 days.
resource "aws_dynamodb_table" "this" {
  for_each = local.tables

  name                        = format(local.name, each.key)
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = each.value.keys.partition
  range_key                   = try(each.value.keys.sort, null)
  stream_enabled              = can(each.value.stream) || var.environment.recovery != null
  stream_view_type            = var.environment.recovery != null ? "NEW_AND_OLD_IMAGES" : try(each.value.stream, null) # copies need both
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
      projection_type = try(global_secondary_index.value.projection, "ALL")
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

  dynamic "replica" {
    for_each = var.environment.recovery == null ? [] : [var.environment.recovery.region]
    content {
      region_name            = replica.value
      kms_key_arn            = var.platform.recovery_key_arn
      point_in_time_recovery = true
      propagate_tags         = true
    }
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.platform.key_arn
  }
}

# The copies that another environment's tables keep in this Region.
data "aws_dynamodb_table" "adopted" {
  for_each = toset(var.environment.adopts == null ? [] : values(local.stream_triggers)[*].table)

  name = format(local.table_name, each.key)
}

locals {
  streams = merge(
    { for name, table in aws_dynamodb_table.this : name => table.stream_arn },
    { for name, table in data.aws_dynamodb_table.adopted : name => table.stream_arn },
  )
}
