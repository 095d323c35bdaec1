mock_provider "aws" {
  source = "../../mocks"
}

mock_provider "aws" {
  alias  = "global"
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
