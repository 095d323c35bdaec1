mock_provider "aws" {
  source = "../../mocks"
}

variables {
  root   = "./tests/checkout"
  folder = "notes-service"
  code   = "./tests/checkout/platform.yaml" # any file: nobody runs it
  settings = {
    language = "en_US"
  }
  keys = {
    secret  = "bbws/settings/dev"
    version = "version-of-the-keys"
  }
  environment = {
    name                = "dev"
    account_id          = "111122223333"
    region              = "af-south-1"
    repository          = "owner/name"
    log_retention_days  = 30
    deletion_protection = false
  }
  platform = {
    api_id            = "mockapi"
    api_execution_arn = "arn:aws:execute-api:af-south-1:111122223333:mockapi"
    authorizer_id     = "mockauth"
    layer_arn         = "arn:aws:lambda:af-south-1:111122223333:layer:mock:1"
    key_arn           = "arn:aws:kms:af-south-1:111122223333:key/00000000-0000-0000-0000-000000000000"
    alarm_topic_arn   = "arn:aws:sns:af-south-1:111122223333:mock"
  }
}

run "tables_are_recoverable_and_encrypted" {
  command = apply
  assert {
    condition     = one(aws_dynamodb_table.this["notes"].point_in_time_recovery).enabled && one(aws_dynamodb_table.this["notes"].server_side_encryption).kms_key_arn == var.platform.key_arn
    error_message = "PITR, and our key."
  }
  assert {
    condition     = length(aws_dynamodb_table.this["notes"].attribute) == 4 && one(aws_dynamodb_table.this["notes"].global_secondary_index).name == "OUTBOX"
    error_message = "Key attributes only, and the declared index."
  }
}

run "the_environment_is_what_is_declared" {
  command = apply
  assert {
    condition = one(aws_lambda_function.this["api"].environment).variables == tomap({
      NOTES_TABLE   = "bbws-notes-dev"
      WORK_QUEUE    = "https://sqs.af-south-1.amazonaws.com/111122223333/bbws-work-dev"
      NEWS_TOPIC    = "arn:aws:sns:af-south-1:111122223333:bbws-news-dev"
      BUS           = "bbws-events-dev"
      LANGUAGES     = "en_US"
      KEYS          = "CURSOR_KEY"
      KEYS_SECRET   = "bbws/settings/dev"
      KEYS_VERSION  = "version-of-the-keys"
      AWS_CA_BUNDLE = "/opt/amazon-roots.pem"
    })
    error_message = "A reference becomes a name, an address or a setting; a key stays in its secret."
  }
}

run "a_role_may_what_is_declared" {
  command = apply
  assert {
    condition = jsondecode(aws_iam_role_policy.declared["api"].policy).Statement == [
      { Effect = "Allow", Action = ["dynamodb:GetItem"], Resource = ["arn:aws:dynamodb:af-south-1:111122223333:table/bbws-notes-dev", "arn:aws:dynamodb:af-south-1:111122223333:table/bbws-notes-dev/index/*"] },
      { Effect = "Allow", Action = ["ecs:DescribeServices"], Resource = ["arn:aws:ecs:af-south-1:111122223333:service/*/tenant-*"] },
      { Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = ["arn:aws:secretsmanager:af-south-1:111122223333:secret:bbws/wp/*"] },
      { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["arn:aws:logs:af-south-1:111122223333:log-group:/aws/lambda/bbws-notes-api-dev:*"] },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = [var.platform.key_arn] },
      { Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = ["arn:aws:secretsmanager:af-south-1:111122223333:secret:bbws/settings/dev-??????"] },
      { Effect = "Allow", Action = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource = ["*"] },
    ]
    error_message = "Declared actions on declared resources, its log, the key, its keys, its traces: nothing else."
  }
  assert {
    condition     = !strcontains(aws_iam_role_policy.declared["worker"].policy, "secretsmanager")
    error_message = "Who declares no key reads none."
  }
}

run "adopted_tables_and_keys_are_decrypted_with_their_own_key" {
  command = plan
  variables {
    environment = merge(var.environment, { adopts = "prod" })
    platform    = merge(var.platform, { adopted_key_arn = "arn:aws:kms:af-south-1:111122223333:key/mrk-of-prod" })
  }
  assert {
    condition     = contains(flatten(jsondecode(aws_iam_role_policy.declared["api"].policy).Statement[*].Resource), "arn:aws:kms:af-south-1:111122223333:key/mrk-of-prod")
    error_message = "The copies of another environment's tables have that environment's key."
  }
}

run "functions_are_traced_unless_the_environment_says_no" {
  command = plan
  variables {
    environment = merge(var.environment, { tracing = false })
  }
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : one(function.tracing_config).mode == "PassThrough"])
    error_message = "An environment may do without traces."
  }
  assert {
    condition     = !strcontains(aws_iam_role_policy.declared["api"].policy, "xray")
    error_message = "Without traces there is no right to write them."
  }
}

run "routes_are_the_contracts" {
  command = apply
  assert {
    condition = output.routes == {
      "$default"                  = false
      "ANY /v1.0/notes"           = false
      "ANY /v1.0/notes/{note_id}" = false
      "GET /v1.0/notes"           = true
      "GET /v1.0/notes/{note_id}" = true
      "POST /v1.0/notes"          = true
    }
    error_message = "An authorized route an operation, ANY a path, $default."
  }
  assert {
    condition     = toset(keys(aws_lambda_permission.api)) == toset(["api", "authorizer"])
    error_message = "API Gateway may call the door and the authorizer, not the worker."
  }
}

run "what_a_queue_refuses_is_kept" {
  command = apply
  assert {
    condition     = aws_lambda_event_source_mapping.queue["worker/work"].function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "Partial batches."
  }
  assert {
    condition     = jsondecode(aws_sqs_queue_redrive_policy.this["work"].redrive_policy).maxReceiveCount == 6 && length(aws_cloudwatch_event_target.queue["notes-others"].dead_letter_config) == 1
    error_message = "Both the queue and the rule before it have dead letters."
  }
  assert {
    condition     = jsondecode(aws_sqs_queue_policy.this["work"].policy).Statement[0].Condition.ArnEquals["aws:SourceArn"] == ["arn:aws:events:af-south-1:111122223333:rule/bbws-events-dev/bbws-notes-others-dev", "arn:aws:sns:af-south-1:111122223333:bbws-news-dev"]
    error_message = "Only the declared rule and topic may send."
  }
}

run "alarms_are_what_is_declared" {
  command = apply
  assert {
    condition = toset(keys(module.alarms.names)) == toset([
      "notes-api-errors", "notes-api-duration", "notes-authorizer-errors", "notes-authorizer-duration", "notes-worker-errors", "notes-worker-duration",
      "notes-worker-lag", "work-dlq-filled", "notes-throttled-writes", "note-export-failures", "letter-unsent", "notes-own",
    ])
    error_message = "Each rule gives each thing of its kind an alarm; the service adds its own."
  }
  assert {
    condition     = local.alarms["note-export-failures"].threshold == 2 && local.alarms["note-export-failures"].dimensions == { operation_type = "NOTE_EXPORT" }
    error_message = "A service changes the threshold of an alarm, and nothing else of it."
  }
  assert {
    condition     = local.alarms["notes-api-duration"].threshold == 25200
    error_message = "Nine tenths of 28 s, in milliseconds."
  }
}

run "an_unknown_processor_is_refused" {
  command = plan
  variables {
    architecture = "sparc"
  }
  expect_failures = [var.architecture]
}

run "a_region_that_does_not_write_stands_still" {
  command = plan
  variables {
    writes = false
  }
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.reserved_concurrent_executions == 0])
    error_message = "Nothing runs where another Region writes."
  }
}

run "adopted_tables_are_read_and_not_made" {
  command = plan
  variables {
    environment = {
      name                = "recovery"
      account_id          = "111122223333"
      region              = "eu-west-1"
      repository          = "owner/name"
      log_retention_days  = 30
      deletion_protection = true
      adopts              = "prod"
    }
  }
  assert {
    condition     = length(aws_dynamodb_table.this) == 0 && one(aws_lambda_function.this["api"].environment).variables["NOTES_TABLE"] == "bbws-notes-prod"
    error_message = "Its own functions, prod's tables."
  }
  assert {
    condition     = aws_lambda_function.this["api"].function_name == "bbws-notes-api-recovery"
    error_message = "Names of roles are the account's: the recovery Region has its own."
  }
}
