environment = {
  name                = "prod"
  account_id          = "093646564004"
  region              = "af-south-1"
  repository          = "managed-wordpress/control-plane"
  repository_id       = "0" # yours: docs/runbooks/onboard.md, step 1
  repository_owner_id = "0"
  log_retention_days  = 90
  deletion_protection = true
  network             = { cidr = "10.3.0.0/16", nat_zones = ["0", "1"] }
  throttle            = { rate = 500, burst = 1000 }
  database            = { class = "db.t4g.medium", storage_gb = 100, multi_zone = true, backup_days = 35 }
  backup              = { schedule = "cron(0 * * * ? *)", days = 35, archive_days = 90 } # docs/decisions/0044
  recovery            = { region = "eu-west-1" }
  alarm_emails        = ["operations-prod@managed-wordpress.example"]
  domains = {
    api                      = "api.managed-wordpress.example"
    edge_certificate_arn     = "arn:aws:acm:us-east-1:093646564004:certificate/00000000-0000-0000-0000-000000000000"
    wordpress                = "sites.managed-wordpress.example"
    balancer_certificate_arn = "arn:aws:acm:af-south-1:093646564004:certificate/00000000-0000-0000-0000-000000000000"
  }
  settings = { # what `{setting: name}` in a service.yaml stands for, as far as no stack makes it
    # Origins of the pages that may call the API.
    cors_origins          = "https://portal.managed-wordpress.example https://admin.managed-wordpress.example"
    docs_url              = "" # a page that shows openapi/platform.yaml, where you host one: the API's root links to it
    portal_url            = "https://portal.managed-wordpress.example"
    mail_sender           = "notifications@managed-wordpress.example"
    wordpress_base_domain = "sites.managed-wordpress.example"
    site_url_pattern      = "https://{host}"
    wordpress_public_port = ""
    retry_attempts        = "5"
    retry_first_seconds   = "30"
  }
}
