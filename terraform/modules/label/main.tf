# Names and tags: nothing is called or tagged otherwise.
locals {
  tags = {
    "bbws:project"     = "managed-wordpress"
    "bbws:cost-center" = var.cost_center
    "bbws:managed-by"  = "terraform"
    "bbws:environment" = var.environment
    "bbws:component"   = var.component
  }
}
