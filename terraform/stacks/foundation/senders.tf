# Addresses that mail may come from; AWS writes to each, and its owner confirms.
resource "aws_ses_email_identity" "this" {
  for_each = toset(local.declared.senders)

  email = each.key
}
