variable "environment" {
  description = "Where it stands, how large it is, how carefully it is kept: environments/<name>/common.tfvars."
  type = object({
    name                = string
    account_id          = string
    region              = string
    repository          = string # whose workflows may deploy, as owner/name
    repository_id       = string # and the ids that GitHub gave it and its owner
    repository_owner_id = string
    cost_center         = optional(string, "BBWS-AWS")
    log_retention_days  = number
    deletion_protection = bool
    network             = object({ cidr = string, nat_zones = list(string) })
    throttle            = object({ rate = number, burst = number })
    database            = object({ class = string, storage_gb = number, multi_zone = bool, backup_days = number })
    backup              = object({ schedule = string, days = number, archive_days = optional(number) }) # docs/decisions/0044
    recovery            = optional(object({ region = string }))                                         # where copies are kept, ready to take over
    adopts              = optional(string)                                                              # the environment whose copies this one takes over
    alarm_emails        = optional(list(string), [])                                                    # everything that rings
    tracing             = optional(bool, true)                                                          # whether X-Ray traces the functions: docs/decisions/0029
    pager               = optional(bool, false)                                                         # whether pages go to the address in the secret bbws/settings/<name>-pager
    domains = object({
      api                      = string           # the API's own name
      edge_certificate_arn     = string           # for it, in us-east-1
      wordpress                = string           # sites are <name>.<this>
      balancer_certificate_arn = string           # for *.<wordpress>, in the region
      zone_id                  = optional(string) # of Route 53; none: `names` of the stacks says what to enter elsewhere
    })
    settings = map(string)
  })
}

variable "emulator_endpoint" {
  description = "The address of an emulated AWS; empty: the real one."
  type        = string
  default     = ""
}

variable "settings" {
  description = "Settings that win over the environment's: the addresses of what stands around an emulator."
  type        = map(string)
  default     = {}
}

variable "artefacts" {
  description = "Where `make package` put layers and zips."
  type        = string
  default     = "../../../dist"
}

variable "architecture" {
  description = "The functions' processor: arm64 on AWS; an emulator may run on another."
  type        = string
  default     = "arm64"
}
