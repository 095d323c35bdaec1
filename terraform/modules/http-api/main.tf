# The HTTP API: throttled, logged, with the authorizer in front of it. Routes belong to the services' stacks.
resource "aws_apigatewayv2_api" "this" {
  name          = var.name
  description   = "Managed WordPress: the API of the portals"
  protocol_type = "HTTP"
  tags          = var.tags

  cors_configuration {
    allow_origins  = var.cors.origins
    allow_methods  = var.cors.methods
    allow_headers  = var.cors.headers
    expose_headers = var.cors.exposed
    max_age        = var.cors.max_age
  }
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
  tags              = var.tags
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true
  tags        = var.tags

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format = jsonencode({ # no addresses, no tokens, no query strings
      requestId       = "$context.requestId"
      requestTime     = "$context.requestTime"
      routeKey        = "$context.routeKey"
      status          = "$context.status"
      responseLength  = "$context.responseLength"
      latency         = "$context.responseLatency"
      integration     = "$context.integrationLatency"
      authorizer      = "$context.authorizer.latency"
      integrationFail = "$context.integrationErrorMessage"
    })
  }

  default_route_settings {
    detailed_metrics_enabled = false # functions count their acts themselves: docs/decisions/0044
    throttling_rate_limit    = var.throttle.rate
    throttling_burst_limit   = var.throttle.burst
  }
}

# The function is made by its service's stack, later; its address is known from its name.
resource "aws_apigatewayv2_authorizer" "caller" {
  api_id                            = aws_apigatewayv2_api.this.id
  name                              = "caller"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = var.authorizer.invoke_arn
  authorizer_payload_format_version = "2.0"
  authorizer_result_ttl_in_seconds  = var.authorizer.ttl
  enable_simple_responses           = true
  identity_sources                  = ["$request.header.Authorization", "$request.header.X-Edge-Key"] # an answer is kept for both: a stranger's refusal is no caller's
}

resource "aws_apigatewayv2_domain_name" "this" {
  for_each = toset(var.domain == null ? [] : [var.domain.name])

  domain_name = each.key
  tags        = var.tags

  domain_name_configuration {
    certificate_arn = var.domain.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  for_each = aws_apigatewayv2_domain_name.this

  api_id      = aws_apigatewayv2_api.this.id
  domain_name = each.value.id
  stage       = aws_apigatewayv2_stage.default.id
}
