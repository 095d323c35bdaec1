# Lambda functions: the shared layer, the service's zip, an alias `live` that callers use and a rollback moves.
locals {
  function_names = { for name in keys(local.functions) : name => format(local.name, "${local.service}-${name}") }

  environments = { for name, function in local.functions : name => {
    for variable, value in try(function.environment, {}) : variable => (
      can(value.table) ? format(local.table_name, value.table) :
      can(value.queue) ? "https://sqs.${var.environment.region}.amazonaws.com/${var.environment.account_id}/${format(local.name, value.queue)}" :
      can(value.topic) ? "${local.arn.sns}:${format(local.name, value.topic)}" :
      can(value.bus) ? (value.bus == "default" ? "default" : format(local.name, value.bus)) :
      can(value.setting) ? var.settings[value.setting] :
      tostring(value)
    ) if !can(value.key)
  } }

  # A function reads its keys when it starts. A rotation changes the version's id, so the next apply publishes the function anew.
  key_variables = { for name, function in local.functions : name => [for variable, value in try(function.environment, {}) : variable if can(value.key)] }
  key_sources = { for name, variables in local.key_variables : name => {
    KEYS         = join(" ", variables)
    KEYS_SECRET  = var.keys.secret
    KEYS_VERSION = var.keys.version
  } if length(variables) > 0 }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.functions

  name              = "/aws/lambda/${local.function_names[each.key]}"
  retention_in_days = var.environment.log_retention_days
  kms_key_id        = var.platform.key_arn
  tags              = module.label.tags
}

resource "aws_lambda_function" "this" {
  # checkov:skip=CKV_AWS_116:nothing calls a function asynchronously but schedules; queues and rules have dead letters of their own
  # checkov:skip=CKV_AWS_117:functions talk to AWS and to public names only; in a VPC each would need the NAT
  # checkov:skip=CKV_AWS_272:a release is proved byte by byte by its digest: docs/decisions/0016
  for_each = local.functions

  function_name    = local.function_names[each.key]
  handler          = each.value.handler
  runtime          = "python3.12"
  architectures    = [var.architecture]
  memory_size      = each.value.memory
  timeout          = each.value.timeout
  role             = aws_iam_role.this[each.key].arn
  layers           = [var.platform.layer_arn]
  filename         = var.code
  source_code_hash = filebase64sha256(var.code)
  kms_key_arn      = var.platform.key_arn
  publish          = true

  reserved_concurrent_executions = var.writes ? -1 : 0 # 0: nothing runs, messages wait
  tags                           = module.label.tags

  tracing_config {
    mode = var.environment.tracing ? "Active" : "PassThrough" # docs/decisions/0029
  }

  environment {
    variables = merge(local.environments[each.key], lookup(local.key_sources, each.key, {}), {
      AWS_CA_BUNDLE = "/opt/amazon-roots.pem" # five roots instead of all the world's: tools/package/src/packager/certificates.py
    })
  }

  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy.declared]
}

resource "aws_lambda_alias" "live" {
  for_each = local.functions

  name             = "live"
  description      = "The version that callers meet; a rollback points it back."
  function_name    = aws_lambda_function.this[each.key].function_name
  function_version = aws_lambda_function.this[each.key].version

  lifecycle {
    ignore_changes = [function_version, routing_config] # the pipeline shifts traffic, step by step, and back
  }
}
