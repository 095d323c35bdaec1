# The domain that mail comes from; DNS proves that it is ours. A new account may write to verified addresses only: docs/runbooks/onboard.md.
locals {
  sender = split("@", var.environment.settings.mail_sender)[1]

  # Regions whose DKIM keys stand in a zone of their own, by "Amazon SES endpoints and quotas" of the AWS General
  # Reference; all others share `dkim.amazonses.com`. A record in the wrong zone never verifies.
  own_zones = [
    "af-south-1", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-5", "ca-west-1", "eu-central-2",
    "eu-south-1", "il-central-1", "me-central-1", "us-gov-east-1",
  ]
  dkim_zone = contains(local.own_zones, var.environment.region) ? "dkim.${var.environment.region}.amazonses.com" : "dkim.amazonses.com"
}

resource "aws_ses_domain_identity" "sender" {
  domain = local.sender
}

resource "aws_ses_domain_dkim" "sender" {
  domain = aws_ses_domain_identity.sender.domain
}

output "mail_records" {
  description = "What the domain's DNS must say before mail is delivered: name → type and value."
  value = merge(
    { "_amazonses.${local.sender}" = "TXT ${aws_ses_domain_identity.sender.verification_token}" },
    { for token in aws_ses_domain_dkim.sender.dkim_tokens : "${token}._domainkey.${local.sender}" => "CNAME ${token}.${local.dkim_zone}" },
  )
}

# An emulated AWS knows no domains: there the addresses themselves are known.
resource "aws_ses_email_identity" "this" {
  for_each = toset(local.emulated ? local.declared.senders : [])

  email = each.key
}
