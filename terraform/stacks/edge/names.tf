# The API's own name.
module "api_name" {
  source  = "../../modules/name"
  name    = var.environment.domains.api
  zone_id = var.environment.domains.zone_id
  target  = module.edge.target
}

output "names" {
  description = "Records to enter where DNS is kept elsewhere."
  value       = compact([module.api_name.elsewhere])
}
