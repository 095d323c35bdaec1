# A firewall of AWS WAF in front of the API or of WordPress: what nobody may ask, what needs a key, AWS's lists of known
# attacks and attackers, and how much one address may ask. docs/decisions/0044 says what only counts, and why.
locals {
  # What people write and upload: the rules against it would refuse articles about HTML or PHP, and whatever is longer
  # than 8 KiB. What stands behind checks bodies itself: the API by its models, WordPress by its rights.
  written_by_people = {
    AWSManagedRulesCommonRuleSet = ["SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericRFI_BODY", "GenericLFI_BODY", "EC2MetaDataSSRF_BODY"]
    AWSManagedRulesPHPRuleSet    = ["PHPHighRiskMethodsVariables_BODY"]
  }
  # As applications read paths: any case, encoded, `//` and `/./` in between.
  spelling = ["URL_DECODE_UNI", "NORMALIZE_PATH", "LOWERCASE"]
  keyed    = var.keyed == null ? [] : [var.keyed]
}

resource "aws_wafv2_web_acl" "this" {
  # checkov:skip=CKV_AWS_192:AWSManagedRulesKnownBadInputsRuleSet is in a dynamic block
  # checkov:skip=CKV2_AWS_31:counts of each rule are kept; whole requests would hold tokens and passwords of people
  name        = var.name
  description = var.description
  scope       = var.scope
  tags        = var.tags

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = var.shut == null ? [] : [var.shut]
    content {
      name     = "Inside"
      priority = 0
      action {
        block {}
      }
      statement {
        regex_match_statement {
          regex_string = rule.value
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
  }

  dynamic "rule" {
    for_each = local.keyed
    content {
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
                  search_string         = rule.value.path
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
                  search_string         = rule.value.query
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
                  regex_string = rule.value.form
                  field_to_match {
                    single_header {
                      name = rule.value.header
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
  }

  dynamic "rule" {
    for_each = var.managed
    content {
      name     = rule.value
      priority = 10 + rule.key

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          name        = rule.value
          vendor_name = "AWS"

          dynamic "rule_action_override" {
            for_each = lookup(local.written_by_people, rule.value, [])
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
        metric_name                = rule.value
        sampled_requests_enabled   = false
      }
    }
  }

  # Functions share a few addresses of AWS. Whoever brings a key is counted apart, so that they do not use up the requests
  # of a visitor; a key that is made up is worth a higher limit, not none.
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

        dynamic "scope_down_statement" {
          for_each = local.keyed
          content {
            not_statement {
              statement {
                regex_match_statement {
                  regex_string = scope_down_statement.value.form
                  field_to_match {
                    single_header {
                      name = scope_down_statement.value.header
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
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "TooMany"
      sampled_requests_enabled   = false
    }
  }

  dynamic "rule" {
    for_each = local.keyed
    content {
      name     = "TooManyWithKey"
      priority = 21

      action {
        block {}
      }

      statement {
        rate_based_statement {
          limit              = rule.value.requests_per_address
          aggregate_key_type = "IP"

          scope_down_statement {
            regex_match_statement {
              regex_string = rule.value.form
              field_to_match {
                single_header {
                  name = rule.value.header
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

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "TooManyWithKey"
        sampled_requests_enabled   = false
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = false
  }
}
