# What stands before the API: the firewall, and the function that says who asks from where, with a token or without.
locals {
  origin = "api"
  # API Gateway answers a missing header on its own, without our problem document: so it never misses.
  anonymous = <<-JAVASCRIPT
    function handler(event) {
      var request = event.request;
      request.headers['x-viewer-address'] = { value: event.viewer.ip };
      if (!request.headers.authorization) {
        request.headers.authorization = { value: 'Anonymous' };
      }
      return request;
    }
  JAVASCRIPT
}

resource "aws_cloudfront_function" "anonymous" {
  name    = "${var.name}-anonymous"
  comment = "Adds `Authorization: Anonymous` where there is none, and the address of the viewer"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = local.anonymous
}

resource "aws_cloudfront_distribution" "this" {
  # checkov:skip=CKV_AWS_86:the API's own access log says the same without addresses
  # checkov:skip=CKV_AWS_374:customers are anywhere
  # checkov:skip=CKV_AWS_310:origin groups fail over reads only; docs/decisions/0023 moves the origin
  # checkov:skip=CKV_AWS_305:an API has no page at its root
  # checkov:skip=CKV2_AWS_47:the rules against known bad inputs, Log4j among them, are in a dynamic block of modules/firewall
  # checkov:skip=CKV2_AWS_32:the functions set the headers of their answers
  enabled         = true
  is_ipv6_enabled = true
  comment         = var.name
  http_version    = "http2and3"
  price_class     = "PriceClass_All" # the nearest edges to us are in its last class
  aliases         = var.domain == null ? [] : [var.domain.name]
  web_acl_id      = module.firewall.arn
  tags            = var.tags

  origin {
    origin_id   = local.origin
    domain_name = var.api_host

    custom_header { # replaces whatever the viewer sent; the state of this stack holds it, as those of the services do
      name  = "X-Edge-Key"
      value = var.key
    }

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id         = local.origin
    viewer_protocol_policy   = "https-only"
    allowed_methods          = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods           = ["GET", "HEAD"]
    cache_policy_id          = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" # AWS's CachingDisabled: answers belong to one caller
    origin_request_policy_id = "b689b0a8-53d0-40ab-baf2-68738e2966ac" # AWS's AllViewerExceptHostHeader

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.anonymous.arn
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = var.domain == null
    acm_certificate_arn            = try(var.domain.certificate_arn, null)
    minimum_protocol_version       = var.domain == null ? "TLSv1" : "TLSv1.2_2021"
    ssl_support_method             = var.domain == null ? null : "sni-only"
  }
}

module "firewall" {
  source               = "../firewall"
  name                 = var.name
  description          = "Known attacks, known attackers, and too many requests from one address"
  scope                = "CLOUDFRONT"
  managed              = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"]
  requests_per_address = var.requests_per_address
  tags                 = var.tags
}
