# What each function may do: its declared permissions, the sources of its triggers, its log, the key, its traces. Nothing else.
locals {
  # The last part of a resource's ARN, by service; a service that is not here takes the resource as it is declared.
  shapes = {
    cognito-idp    = ["userpool/${try(var.settings.user_pool_id, "")}"] # there is one, whose id nobody can know before
    dynamodb       = ["table/{full}", "table/{full}/index/*"]
    events         = ["event-bus/{full}"]
    secretsmanager = ["secret:{name}"]
    sns            = ["{full}"]
    sqs            = ["{full}"]
  }
  prefixes = merge(local.arn, { iam = "arn:aws:iam::${var.environment.account_id}" })

  declared_statements = { for name, function in local.functions : name => flatten([
    for service, resources in try(function.permissions, {}) : [
      for resource, actions in resources : merge({
        Effect = "Allow"
        Action = [for action in actions : "${service}:${action}"]
        Resource = resource == "*" ? ["*"] : [
          for shape in try(local.shapes[service], [startswith(resource, "service/") ? "service/*/{rest}" : "{name}"]) :
          "${local.prefixes[service]}:${replace(replace(replace(shape, "{full}", format(service == "dynamodb" ? local.table_name : local.name, resource)), "{name}", resource), "{rest}", trimprefix(resource, "service/"))}"
        ]
        }, { for keys in try([function.keys[resource]], []) : # of a table, or of the index that is asked
        "Condition" => { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = keys } } if service == "dynamodb"
      })
    ]
  ]) }

  source_statements = { for name, function in local.functions : name => concat(
    [for trigger in try(function.triggers, []) : {
      Effect   = "Allow"
      Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
      Resource = ["${local.arn.sqs}:${format(local.name, trigger.queue)}"]
    } if can(trigger.queue)],
    [for trigger in try(function.triggers, []) : {
      Effect   = "Allow"
      Action   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
      Resource = ["${local.arn.dynamodb}:table/${format(local.table_name, trigger.stream)}/stream/*"]
    } if can(trigger.stream)],
  ) }

  # Secrets Manager ends the ARN with a hyphen and six characters; `-*` would also open the secrets whose names begin alike.
  key_statements = { for name in keys(local.functions) : name => [for variables in [local.key_variables[name]] : {
    Effect   = "Allow"
    Action   = ["secretsmanager:GetSecretValue"]
    Resource = ["${local.arn.secretsmanager}:secret:${var.keys.secret}-??????"]
  } if length(variables) > 0] }

  traced = [{ Effect = "Allow", Action = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource = ["*"] }]
  own_statements = { for name in keys(local.functions) : name => concat([
    {
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = ["${local.arn.logs}:log-group:/aws/lambda/${local.function_names[name]}:*"]
    },
    {
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource = compact([var.platform.key_arn, var.platform.adopted_key_arn])
    },
  ], local.key_statements[name], [for statement in local.traced : statement if var.environment.tracing]) }
}

resource "aws_iam_role" "this" {
  for_each = local.functions

  name                 = local.function_names[each.key]
  permissions_boundary = "arn:aws:iam::${var.environment.account_id}:policy/${format(local.name, "boundary")}" # stacks/account
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.environment.account_id } }
    }]
  })
  tags = module.label.tags
}

resource "aws_iam_role_policy" "declared" {
  for_each = local.functions

  name = "declared"
  role = aws_iam_role.this[each.key].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.declared_statements[each.key], local.source_statements[each.key], local.own_statements[each.key])
  })
}
