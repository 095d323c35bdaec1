# What the internet may send to WordPress: docs/decisions/0033. The tasks decide again, because only PHP reads requests as PHP.
locals {
  # Bodies are what people write and upload: the rules against them would refuse articles about HTML.
  written_by_people = ["SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericRFI_BODY", "GenericLFI_BODY", "EC2MetaDataSSRF_BODY"]
  managed = {
    AWSManagedRulesAmazonIpReputationList = { priority = 10, counted = [] }
    AWSManagedRulesCommonRuleSet          = { priority = 11, counted = local.written_by_people }
    AWSManagedRulesKnownBadInputsRuleSet  = { priority = 12, counted = [] }
    AWSManagedRulesPHPRuleSet             = { priority = 13, counted = [] }
    AWSManagedRulesWordPressRuleSet       = { priority = 14, counted = [] }
  }
  # As WordPress reads them: any case, encoded, `//` and `/./` in between.
  spelling = ["URL_DECODE_UNI", "NORMALIZE_PATH", "LOWERCASE"]
}

resource "aws_wafv2_web_acl" "this" {
  # checkov:skip=CKV_AWS_192:AWSManagedRulesKnownBadInputsRuleSet is among local.managed, in a dynamic block
  # checkov:skip=CKV2_AWS_31:counts of each rule are kept; whole requests would hold passwords of people
  name        = format(var.format, "alb")
  description = "The agent for the platform only, XML-RPC and probes for nobody, known attacks, too many requests from one address"
  scope       = "REGIONAL"
  tags        = var.tags

  default_action {
    allow {}
  }

  rule {
    name     = "Inside"
    priority = 0
    action {
      block {}
    }
    statement {
      regex_match_statement {
        regex_string = "(^|/)(xmlrpc\\.php|healthz)(/|$)"
        field_to_match {
          uri_path {}
        }
        dynamic "text_transformation" {
          for_each = local.spelling
          content {
            priority = text_transformation.key
            type     = text_transformation.value
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "Inside"
      sampled_requests_enabled   = false
    }
  }

  rule {
    name     = "Agent"
    priority = 1
    action {
      block {}
    }
    statement {
      and_statement {
        statement {
          or_statement {
            statement {
              byte_match_statement {
                positional_constraint = "CONTAINS"
                search_string         = "wp-json/bbws"
                field_to_match {
                  uri_path {}
                }
                dynamic "text_transformation" {
                  for_each = local.spelling
                  content {
                    priority = text_transformation.key
                    type     = text_transformation.value
                  }
                }
              }
            }
            statement {
              byte_match_statement {
                positional_constraint = "CONTAINS"
                search_string         = "bbws/v"
                field_to_match {
                  query_string {}
                }
                dynamic "text_transformation" {
                  for_each = local.spelling
                  content {
                    priority = text_transformation.key
                    type     = text_transformation.value
                  }
                }
              }
            }
          }
        }
        statement {
          not_statement {
            statement {
              regex_match_statement {
                regex_string = "^[0-9a-f]{64}$" # its form; each tenant has its own key, which the task compares
                field_to_match {
                  single_header {
                    name = "x-bbws-agent-key"
                  }
                }
                text_transformation {
                  priority = 0
                  type     = "NONE"
                }
              }
            }
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "Agent"
      sampled_requests_enabled   = false
    }
  }

  dynamic "rule" {
    for_each = local.managed
    content {
      name     = rule.key
      priority = rule.value.priority

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          name        = rule.key
          vendor_name = "AWS"

          dynamic "rule_action_override" {
            for_each = rule.value.counted
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.key
        sampled_requests_enabled   = false
      }
    }
  }

  rule {
    name     = "TooMany"
    priority = 20

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit              = var.requests_per_address
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "TooMany"
      sampled_requests_enabled   = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = format(var.format, "alb")
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  resource_arn = aws_lb.this.arn
  web_acl_arn  = aws_wafv2_web_acl.this.arn
}
