# Access for GitHub: its identity provider, and one role per GitHub environment. No key exists.
#   main.tf (roles and who may take them) · rights.tf (the pieces) · deploy.tf read.tf tenants.tf (what each role may do) ·
#   boundary.tf (the most that a role made by the pipeline can do)
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
  policies = {
    deploy  = local.deploy, deploy-roles = local.deploy_roles, read = local.read, rollback = local.rollback,
    tenants = local.tenants, tenants-roles = local.tenants_roles,
  }

  # GitHub writes the ids into the subject of repositories made or renamed since 15 July 2026, and of those that ask for it.
  names    = split("/", var.repository.name)
  subjects = [var.repository.name, "${local.names[0]}@${var.repository.owner_id}/${local.names[1]}@${var.repository.id}"]
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.adopts == null ? 1 : 0 # once per account: the environment that is adopted has it

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
  tags           = var.tags
}

resource "aws_iam_role" "this" {
  for_each = local.environments

  name                 = local.roles[each.key]
  description          = "What jobs in the environment ${each.value} of ${var.repository.name} may do"
  max_session_duration = 3600
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = local.provider }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud"           = "sts.amazonaws.com"
          "${local.issuer}:sub"           = [for subject in local.subjects : "repo:${subject}:environment:${each.value}"]
          "${local.issuer}:repository_id" = var.repository.id # a name can be taken over, an id cannot
        }
        StringLike = { "${local.issuer}:ref" = var.refs[each.value] } # also while GitHub's environment has no branch rule
      }
    }]
  })
}

resource "aws_iam_policy" "this" {
  for_each = local.policies

  name        = format(var.format, "pipeline-${each.key}")
  description = "Rights of ${local.roles[split("-", each.key)[0]]}"
  policy      = jsonencode({ Version = "2012-10-17", Statement = each.value })
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = local.policies

  role       = aws_iam_role.this[split("-", each.key)[0]].name
  policy_arn = aws_iam_policy.this[each.key].arn
}
