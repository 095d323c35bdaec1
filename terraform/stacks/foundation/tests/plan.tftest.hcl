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

run "dkim_keys_stand_in_the_zone_of_the_region" {
  command = plan
  variables {
    environment = merge(var.environment, { region = "af-south-1" })
  }
  assert {
    condition     = local.dkim_zone == "dkim.af-south-1.amazonses.com"
    error_message = "af-south-1 has a zone of its own."
  }
}

run "most_regions_share_a_zone" {
  command = plan
  variables {
    environment = merge(var.environment, { region = "eu-west-1" })
  }
  assert {
    condition     = local.dkim_zone == "dkim.amazonses.com"
    error_message = "eu-west-1 uses the common zone."
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
