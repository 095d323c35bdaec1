# ecs-event-handler: all that ecs-event-handler/service.yaml declares, and its routes from openapi/.
module "service" {
  source       = "../../modules/service"
  root         = local.root
  folder       = "ecs-event-handler"
  code         = "${var.artefacts}/ecs-event.zip"
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
