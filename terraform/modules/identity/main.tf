# Who people are: the Cognito pool, its client for the portals, the groups that tokens may name.
locals {
  claims = ["customerId", "tenantIds"]
  own    = ["email", "family_name", "given_name", "locale", "name"] # what people may change of themselves
}

resource "aws_cognito_user_pool" "this" {
  name                     = format(var.format, var.pool)
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = "OPTIONAL"
  deletion_protection      = var.deletion_protection ? "ACTIVE" : "INACTIVE"
  tags                     = var.tags

  dynamic "schema" { # claims of the ID token that only we write: domain §6.1
    for_each = toset(local.claims)
    content {
      name                     = schema.key
      attribute_data_type      = "String"
      developer_only_attribute = false
      mutable                  = true
      required                 = false
      string_attribute_constraints {
        min_length = "0"
        max_length = "2048"
      }
    }
  }

  software_token_mfa_configuration {
    enabled = true
  }

  password_policy {
    minimum_length                   = 12
    require_lowercase                = true
    require_uppercase                = true
    require_numbers                  = true
    require_symbols                  = true
    temporary_password_validity_days = 7
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  admin_create_user_config {
    allow_admin_create_user_only = true # people come by invitation
  }
}

resource "aws_cognito_user_pool_client" "this" {
  name         = var.client
  user_pool_id = aws_cognito_user_pool.this.id
  explicit_auth_flows = concat(
    ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    ["ALLOW_ADMIN_USER_PASSWORD_AUTH"], # for who holds the account's keys: tools/bin/deploy sign-in
    var.password_sign_in ? ["ALLOW_USER_PASSWORD_AUTH"] : [],
  )
  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = true
  id_token_validity             = 60
  access_token_validity         = 60
  refresh_token_validity        = 30
  read_attributes               = sort(concat(local.own, ["email_verified"], formatlist("custom:%s", local.claims)))
  write_attributes              = local.own

  token_validity_units {
    id_token      = "minutes"
    access_token  = "minutes"
    refresh_token = "days"
  }
}

resource "aws_cognito_user_group" "declared" {
  for_each = toset(var.groups)

  name         = each.key
  user_pool_id = aws_cognito_user_pool.this.id
  description  = "For portals to show; what its people may do stands in the tenants table"
}
