mock_provider "aws" {
  source = "../../mocks"
}

run "applies" {
  command = apply
  assert {
    condition     = length(output.role_arns) == 4
    error_message = "GitHub has four environments for each of ours."
  }
}
