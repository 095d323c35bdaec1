# Access for GitHub: its identity provider, and one role per GitHub environment. No key exists.
#   main.tf (roles) · rights.tf (what each role may do) · boundary.tf (what no role of ours may do)
locals {
  issuer = "token.actions.githubusercontent.com"
  environments = { # role → the GitHub environment that may assume it: docs/delivery.md
    deploy   = var.environment
    read     = "${var.environment}-read"
    rollback = "${var.environment}-rollback"
    tenants  = "${var.environment}-tenants"
  }
  provider = try(aws_iam_openid_connect_provider.github[0].arn, "arn:aws:iam::${var.account_id}:oidc-provider/${local.issuer}")
  roles    = { for name in keys(local.environments) : name => format(var.format, "pipeline-${name}") }
  ours     = format(var.format, "*") # what the label module names
  iam      = "arn:aws:iam::${var.account_id}"
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.shares_account ? 0 : 1

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
  tags           = var.tags
}

resource "aws_iam_role" "this" {
  for_each = local.environments

  name                 = local.roles[each.key]
  description          = "What jobs in the environment ${each.value} of ${var.repository} may do"
  max_session_duration = 3600
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = local.provider }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "${local.issuer}:aud" = "sts.amazonaws.com"
        "${local.issuer}:sub" = "repo:${var.repository}:environment:${each.value}"
      } }
    }]
  })
}

resource "aws_iam_policy" "this" {
  for_each = local.rights

  name        = local.roles[each.key]
  description = "The rights of the role of the same name"
  policy      = jsonencode({ Version = "2012-10-17", Statement = each.value })
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = local.rights

  role       = aws_iam_role.this[each.key].name
  policy_arn = aws_iam_policy.this[each.key].arn
}

resource "aws_iam_role_policy_attachment" "read" {
  role       = aws_iam_role.this["read"].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess" # less what rights.tf denies: it looks at resources, not at data
}
