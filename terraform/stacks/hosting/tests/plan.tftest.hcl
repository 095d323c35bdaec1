mock_provider "aws" {
  source = "../../mocks"
}

run "applies" {
  command = apply
  assert {
    condition     = aws_ssm_parameter.publication.name == "/bbws/${var.environment.name}/hosting"
    error_message = "The services' stacks look for the hosting under this name."
  }
}
