# The names of all sites, by one wildcard.
module "site_names" {
  source  = "../../modules/name"
  name    = "*.${var.environment.domains.wordpress}"
  zone_id = var.environment.domains.zone_id
  target  = module.balancer.target
}

output "names" {
  description = "Records to enter where DNS is kept elsewhere."
  value       = compact([module.site_names.elsewhere])
}
