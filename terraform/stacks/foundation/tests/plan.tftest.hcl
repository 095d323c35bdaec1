mock_provider "aws" {
  source = "../../mocks"
}

mock_provider "aws" {
  alias  = "recovery"
  source = "../../mocks"
}

run "applies" {
  command = apply
  assert {
    condition     = aws_ssm_parameter.publication.name == "/bbws/${var.environment.name}/foundation"
    error_message = "The other stacks look for the foundation under this name."
  }
}

run "a_pager_hears_of_pages_only" {
  command = plan
  variables {
    environment = merge(var.environment, { pager = true })
  }
  assert {
    condition     = jsondecode(one(aws_sns_topic_subscription.pager).filter_policy).AlarmDescription == [{ prefix = "page:" }] && one(aws_sns_topic_subscription.pager).protocol == "https"
    error_message = "Tickets wait for the morning."
  }
  assert {
    condition     = alltrue([for alarm in module.api_alarms.descriptions : startswith(alarm, "page:") || startswith(alarm, "ticket:")])
    error_message = "The filter looks at the beginning of the description."
  }
}
