# The HTTP API's routes to this service: one an operation of its contract, behind the authorizer; `ANY` a path, which
# answers 405 to everything else; `$default`, which answers 404, where platform.yaml names a function of ours.
locals {
  ordered        = try(yamldecode(file("${var.root}/platform.yaml")).services, [])
  methods        = ["get", "put", "post", "delete", "patch", "head"]
  http_functions = [for name, function in local.functions : name if anytrue([for trigger in try(function.triggers, []) : can(trigger.http)])]
  paths          = merge([for _ in local.http_functions : yamldecode(file("${var.root}/openapi/${local.service}.yaml")).paths]...)

  operation_routes = merge({}, [for path, operations in local.paths : {
    for method in keys(operations) : "${upper(method)} ${path}" => { function = local.http_functions[0], authorized = true } if contains(local.methods, method)
  }]...)
  earlier_services = slice(local.ordered, 0, try(index(local.ordered, var.folder), 0)) # of two with one path, the first has its `ANY`
  earlier_paths = flatten([for folder in local.earlier_services : try(
    keys(yamldecode(file("${var.root}/openapi/${yamldecode(file("${var.root}/${folder}/service.yaml")).service}.yaml")).paths), []
  )])
  path_routes    = { for path in setsubtract(keys(local.paths), local.earlier_paths) : "ANY ${path}" => { function = local.http_functions[0], authorized = false } }
  default_routes = { for function in [local.gateway.default] : "$default" => { function = split("/", function)[1], authorized = false } if startswith(function, "${local.service}/") }
  routes         = merge(local.operation_routes, local.path_routes, local.default_routes)
  sign_ups       = [for function in [try(local.identity.sign_up, "")] : split("/", function)[1] if startswith(function, "${local.service}/")]
  authorizers    = [for function in [local.gateway.authorizer.function] : split("/", function)[1] if startswith(function, "${local.service}/")]
}

resource "aws_apigatewayv2_integration" "this" {
  for_each = toset(values(local.routes)[*].function)

  api_id                 = var.platform.api_id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_alias.live[each.key].invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "this" {
  # checkov:skip=CKV_AWS_309:routes without authorizer answer 404 and 405 only; tests/terraform/declarations.py compares all
  for_each = local.routes

  api_id             = var.platform.api_id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.this[each.value.function].id}"
  authorization_type = each.value.authorized ? "CUSTOM" : "NONE"
  authorizer_id      = each.value.authorized ? var.platform.authorizer_id : null
}

# The identity pool asks one function before it makes an account.
resource "aws_lambda_permission" "identity" {
  for_each = toset(local.sign_ups)

  statement_id  = "identity"
  action        = "lambda:InvokeFunction"
  principal     = "cognito-idp.amazonaws.com"
  function_name = aws_lambda_function.this[each.key].function_name
  qualifier     = aws_lambda_alias.live[each.key].name
  source_arn    = "${local.arn["cognito-idp"]}:userpool/${var.settings.user_pool_id}"
}

resource "aws_lambda_permission" "api" {
  for_each = toset(concat(values(local.routes)[*].function, local.authorizers))

  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  function_name = aws_lambda_function.this[each.key].function_name
  qualifier     = aws_lambda_alias.live[each.key].name
  source_arn    = "${var.platform.api_execution_arn}/*"
}
