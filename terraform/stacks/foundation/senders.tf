# The domain that mail comes from; DNS proves that it is ours. A new account may write to verified addresses only: docs/runbooks/onboard.md.
locals {
  sender = split("@", var.environment.settings.mail_sender)[1]
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
    { for token in aws_ses_domain_dkim.sender.dkim_tokens : "${token}._domainkey.${local.sender}" => "CNAME ${token}.dkim.amazonses.com" },
  )
}

# An emulated AWS knows no domains: there the addresses themselves are known.
resource "aws_ses_email_identity" "this" {
  for_each = toset(local.emulated ? local.declared.senders : [])

  email = each.key
}
