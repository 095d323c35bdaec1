# One name of ours in the zone of Route 53, by IPv4 and IPv6; where the zone is kept elsewhere, what to enter there.
resource "aws_route53_record" "this" {
  for_each = toset(var.zone_id == null ? [] : ["A", "AAAA"])

  zone_id = var.zone_id
  name    = var.name
  type    = each.key

  alias {
    name                   = var.target.name
    zone_id                = var.target.zone_id
    evaluate_target_health = false
  }
}
