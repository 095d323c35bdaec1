environment = {
  name                = "sit"
  account_id          = "815856636111"
  region              = "af-south-1"
  repository          = "managed-wordpress/control-plane"
  repository_id       = "0" # yours: docs/runbooks/onboard.md, step 1
  repository_owner_id = "0"
  log_retention_days  = 30
  deletion_protection = false
  network             = { cidr = "10.2.0.0/16", nat_zones = ["0"] }
  throttle            = { rate = 100, burst = 200 }
  database            = { class = "db.t3.micro", storage_gb = 20, multi_zone = false, backup_days = 7 }
  backup              = { schedule = "cron(0 1 * * ? *)", days = 14 } # domain §4
  recovery            = null
  alarm_emails        = ["operations-sit@managed-wordpress.example"]
  domains = {
    api                      = "api-sit.managed-wordpress.example"
    edge_certificate_arn     = "arn:aws:acm:us-east-1:815856636111:certificate/00000000-0000-0000-0000-000000000000"
    wordpress                = "wpsit.managed-wordpress.example"
    balancer_certificate_arn = "arn:aws:acm:af-south-1:815856636111:certificate/00000000-0000-0000-0000-000000000000"
  }
  settings = { # what `{setting: name}` in a service.yaml stands for, as far as no stack makes it
    # Origins of the pages that may call the API.
    cors_origins          = "https://portal-sit.managed-wordpress.example https://admin-sit.managed-wordpress.example"
    docs_url              = "" # a page that shows openapi/platform.yaml, where you host one: the API's root links to it
    portal_url            = "https://portal-sit.managed-wordpress.example"
    mail_sender           = "notifications@managed-wordpress.example"
    wordpress_base_domain = "wpsit.managed-wordpress.example"
    site_url_pattern      = "https://{host}"
    wordpress_public_port = ""
    retry_attempts        = "5"
    retry_first_seconds   = "30"
  }
}
