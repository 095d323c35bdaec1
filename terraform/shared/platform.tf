# What the foundation and the hosting made, as they published it, and which version of the generated keys functions read.
data "aws_ssm_parameter" "foundation" {
  name = "/bbws/${var.environment.name}/foundation"
}

data "aws_ssm_parameter" "writer" {
  for_each = toset(var.environment.recovery == null && var.environment.adopts == null ? [] : ["writer"])

  name = "/bbws/${local.data}/writer"
}

data "aws_ssm_parameter" "hosting" {
  name = "/bbws/${var.environment.name}/hosting"
}

data "aws_secretsmanager_secret_versions" "keys" { # their ids: a state or a plan never holds a key
  secret_id = "bbws/settings/${local.data}"
}

locals {
  data       = coalesce(var.environment.adopts, var.environment.name) # whose tables and keys they are
  writes     = alltrue([for it in data.aws_ssm_parameter.writer : try(jsondecode(nonsensitive(it.value)).region, var.environment.region) == var.environment.region])
  root       = abspath("${path.module}/../../..")
  foundation = jsondecode(nonsensitive(data.aws_ssm_parameter.foundation.value))
  hosting    = jsondecode(nonsensitive(data.aws_ssm_parameter.hosting.value))
  settings = merge(
    local.foundation.settings,
    local.hosting.settings,
    var.environment.settings,
    var.settings,
  )
  keys = {
    secret  = "bbws/settings/${local.data}"
    version = one([for it in data.aws_secretsmanager_secret_versions.keys.versions : it.version_id if contains(it.version_stages, "AWSCURRENT")])
  }
}
