# What the foundation and the hosting made, as they published it, and the keys that no file holds.
data "aws_ssm_parameter" "foundation" {
  name = "/bbws/${var.environment.name}/foundation"
}

data "aws_ssm_parameter" "hosting" {
  name = "/bbws/${var.environment.name}/hosting"
}

data "aws_secretsmanager_secret_version" "settings" {
  secret_id = "bbws/settings/${var.environment.name}"
}

locals {
  root       = abspath("${path.module}/../../..")
  foundation = jsondecode(nonsensitive(data.aws_ssm_parameter.foundation.value))
  hosting    = jsondecode(nonsensitive(data.aws_ssm_parameter.hosting.value))
  settings = merge(
    local.foundation.settings,
    local.hosting.settings,
    var.environment.settings,
    var.settings,
    jsondecode(data.aws_secretsmanager_secret_version.settings.secret_string),
  )
}
