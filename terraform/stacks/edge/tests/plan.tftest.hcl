mock_provider "aws" {
  source = "../../mocks"
}

mock_provider "aws" {
  alias  = "global"
  source = "../../mocks"
}

run "applies" {
  command = apply
  assert {
    condition     = output.api_url == "https://${var.environment.domains.api}"
    error_message = "The world reaches the API by its own name."
  }
}
