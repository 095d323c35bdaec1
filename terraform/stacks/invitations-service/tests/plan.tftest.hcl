mock_provider "aws" {
  source = "../../mocks"
}

run "applies" {
  command = apply
  assert {
    condition     = length(output.functions) > 0
    error_message = "A service's stack makes its functions."
  }
}
