# instances-service: all that instances-service/service.yaml declares, and its routes from openapi/.
module "service" {
  source       = "../../modules/service"
  root         = local.root
  folder       = "instances-service"
  code         = "${var.artefacts}/instances.zip"
  architecture = var.architecture
  environment  = var.environment
  platform     = local.foundation.services
  settings     = local.settings
  keys         = local.keys
  writes       = local.writes
}

output "functions" {
  description = "Short name → name of the function."
  value       = module.service.functions
}
