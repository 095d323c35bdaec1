# Who people are: the Cognito pool, its client for the portals, the sign-in pages, the groups that tokens may name.
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

  username_configuration {
    case_sensitive = false # an address is one person, however it is spelled
  }

  admin_create_user_config {
    allow_admin_create_user_only = false # invited people sign up by themselves; the trigger refuses everybody else
  }

  lambda_config {
    pre_sign_up = var.sign_up_arn # without an answer nobody signs up: docs/decisions/0037
  }

  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"] # until then the token has the old address
  }

  verification_message_template {
    default_email_option = "CONFIRM_WITH_CODE"
    email_subject        = var.verification_mail.subject
    email_message        = var.verification_mail.message
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
  generate_secret                      = false # browsers keep none; the code is bound by PKCE (S256)
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["email", "openid", "profile"]
  supported_identity_providers         = ["COGNITO"]
  callback_urls                        = [var.callback_url]
  logout_urls                          = [var.callback_url]

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

# The sign-in and sign-up pages: https://<domain>.auth.<region>.amazoncognito.com.
resource "aws_cognito_user_pool_domain" "this" {
  domain       = format(var.format, "sign-in")
  user_pool_id = aws_cognito_user_pool.this.id
}

resource "aws_cognito_user_group" "declared" {
  for_each = toset(var.groups)

  name         = each.key
  user_pool_id = aws_cognito_user_pool.this.id
  description  = "For portals to show; what its people may do stands in the tenants table"
}
