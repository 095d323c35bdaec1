# An emulated AWS (docs/delivery.md); TF_VAR_emulator_endpoint says where it is, TF_VAR_settings what else depends on that.
architecture = "x86_64"
environment = {
  name                = "local"
  account_id          = "000000000000"
  region              = "af-south-1"
  repository          = "managed-wordpress/control-plane"
  repository_id       = "0" # yours: docs/runbooks/onboard.md, step 1
  repository_owner_id = "0"
  log_retention_days  = 30
  deletion_protection = false
  network             = { cidr = "10.4.0.0/16", nat_zones = ["0"] }
  throttle            = { rate = 50, burst = 100 }
  database            = { class = "db.t3.micro", storage_gb = 20, multi_zone = false, backup_days = 7 }
  backup              = { schedule = "cron(0 1 * * ? *)", days = 7 }
  alarm_emails        = ["operations-local@managed-wordpress.example"]
  domains = {
    api                      = "api-local.managed-wordpress.example"
    edge_certificate_arn     = "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
    wordpress                = "localhost"
    balancer_certificate_arn = "arn:aws:acm:af-south-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
  }
  settings = {
    # Origins of the pages that may call the API.
    cors_origins          = "http://localhost:8080 http://localhost:3000"
    docs_url              = "" # a page that shows openapi/platform.yaml, where you host one: the API's root links to it
    portal_url            = "http://localhost:8080"
    mail_sender           = "notifications@managed-wordpress.example"
    wordpress_base_domain = "localhost"
    site_url_pattern      = "http://{host}:8080"
    wordpress_public_port = "8080"
    retry_attempts        = "5"
    retry_first_seconds   = "2"
  }
}
