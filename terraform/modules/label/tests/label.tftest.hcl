variables {
  environment = "dev"
  component   = "sites"
}

run "names_have_one_form" {
  command = plan
  assert {
    condition     = format(output.format, "wp-site-creation") == "bbws-wp-site-creation-dev"
    error_message = "A name is bbws-<thing>-<environment>."
  }
  assert {
    condition     = output.tags["bbws:component"] == "sites" && output.tags["bbws:environment"] == "dev"
    error_message = "Tags say where and what."
  }
}

run "another_environment_is_refused" {
  command = plan
  variables {
    environment = "qa"
  }
  expect_failures = [var.environment]
}

run "a_component_is_no_sentence" {
  command = plan
  variables {
    component = "My Service"
  }
  expect_failures = [var.component]
}
