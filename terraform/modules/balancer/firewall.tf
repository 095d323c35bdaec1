# What the internet may send to WordPress: docs/decisions/0033. The tasks decide again, because only PHP reads requests as PHP.
module "firewall" {
  source      = "../firewall"
  name        = format(var.format, "alb")
  description = "The agent for the platform only, XML-RPC and probes for nobody, known attacks, too many requests from one address"
  scope       = "REGIONAL"
  shut        = "(^|/)(xmlrpc\\.php|healthz)(/|$)"
  tags        = var.tags

  managed = [
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesPHPRuleSet",
    "AWSManagedRulesWordPressRuleSet",
  ]
  requests_per_address = var.requests_per_address
  keyed = {
    path                 = "wp-json/bbws"
    query                = "bbws/v"
    header               = "x-bbws-agent-key"
    form                 = "^[0-9a-f]{64}$" # each tenant has its own key, which the task compares
    requests_per_address = 10 * var.requests_per_address
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  resource_arn = aws_lb.this.arn
  web_acl_arn  = module.firewall.arn
}
