variable "format" {
  description = "How names are made: `bbws-%s-dev`."
  type        = string
}

variable "alarms" {
  description = "Name → alarm: it rings when the statistic over the period (seconds) is above the threshold."
  type = map(object({
    namespace  = string
    metric     = string
    dimensions = map(string)
    statistic  = string
    threshold  = number
    period     = number
    severity   = string
    runbook    = string
  }))
  validation {
    condition     = alltrue([for alarm in var.alarms : contains(["page", "ticket"], alarm.severity)])
    error_message = "An alarm is a page or a ticket."
  }
}

variable "topic_arn" {
  description = "The topic that alarms go to."
  type        = string
}

variable "repository" {
  description = "Where runbooks are read, as owner/name."
  type        = string
}

variable "tags" {
  description = "Tags of every alarm."
  type        = map(string)
}
