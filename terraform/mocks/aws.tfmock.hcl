# Values that pass the provider's own checks of ARNs and ids, where no AWS is. `terraform test` invents the rest.
mock_resource "aws_apigatewayv2_api" {
  defaults = {
    execution_arn = "arn:aws:execute-api:af-south-1:111122223333:mock"
    api_endpoint  = "https://mock.execute-api.af-south-1.amazonaws.com"
  }
}

mock_resource "aws_cloudfront_distribution" {
  defaults = {
    domain_name = "mock.cloudfront.net"
  }
}

mock_resource "aws_cloudfront_function" {
  defaults = {
    arn = "arn:aws:cloudfront::111122223333:function/mock"
  }
}

mock_resource "aws_cloudwatch_event_bus" {
  defaults = {
    arn = "arn:aws:events:af-south-1:111122223333:event-bus/mock"
  }
}

mock_resource "aws_cloudwatch_event_rule" {
  defaults = {
    arn = "arn:aws:events:af-south-1:111122223333:rule/mock"
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = {
    arn = "arn:aws:logs:af-south-1:111122223333:log-group:mock"
  }
}

mock_resource "aws_cognito_user_pool" {
  defaults = {
    id       = "af-south-1_mock00000"
    endpoint = "cognito-idp.af-south-1.amazonaws.com/af-south-1_mock00000"
  }
}

mock_resource "aws_db_instance" {
  defaults = {
    address  = "mock.rds.amazonaws.com"
    endpoint = "mock.rds.amazonaws.com:3306"
  }
}

mock_resource "aws_dynamodb_table" {
  defaults = {
    arn        = "arn:aws:dynamodb:af-south-1:111122223333:table/mock"
    stream_arn = "arn:aws:dynamodb:af-south-1:111122223333:table/mock/stream/2026-01-01T00:00:00.000"
  }
}

mock_resource "aws_ecr_repository" {
  defaults = {
    repository_url = "111122223333.dkr.ecr.af-south-1.amazonaws.com/mock"
  }
}

mock_resource "aws_ecs_cluster" {
  defaults = {
    id  = "arn:aws:ecs:af-south-1:111122223333:cluster/mock"
    arn = "arn:aws:ecs:af-south-1:111122223333:cluster/mock"
  }
}

mock_resource "aws_ecs_task_definition" {
  defaults = {
    arn = "arn:aws:ecs:af-south-1:111122223333:task-definition/mock:1"
  }
}

mock_resource "aws_efs_access_point" {
  defaults = {
    id  = "fsap-00000000000000000"
    arn = "arn:aws:elasticfilesystem:af-south-1:111122223333:access-point/fsap-00000000000000000"
  }
}

mock_resource "aws_efs_file_system" {
  defaults = {
    id  = "fs-00000000000000000"
    arn = "arn:aws:elasticfilesystem:af-south-1:111122223333:file-system/fs-00000000000000000"
  }
}

mock_resource "aws_iam_role" {
  defaults = {
    arn = "arn:aws:iam::111122223333:role/mock"
  }
}

mock_resource "aws_kms_key" {
  defaults = {
    arn = "arn:aws:kms:af-south-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  }
}

mock_resource "aws_lambda_alias" {
  defaults = {
    arn        = "arn:aws:lambda:af-south-1:111122223333:function:mock:live"
    invoke_arn = "arn:aws:apigateway:af-south-1:lambda:path/2015-03-31/functions/arn:aws:lambda:af-south-1:111122223333:function:mock:live/invocations"
  }
}

mock_resource "aws_lambda_function" {
  defaults = {
    arn     = "arn:aws:lambda:af-south-1:111122223333:function:mock"
    version = "1"
  }
}

mock_resource "aws_lambda_layer_version" {
  defaults = {
    arn = "arn:aws:lambda:af-south-1:111122223333:layer:mock:1"
  }
}

mock_resource "aws_lb" {
  defaults = {
    arn      = "arn:aws:elasticloadbalancing:af-south-1:111122223333:loadbalancer/app/mock/0000000000000000"
    dns_name = "mock.elb.amazonaws.com"
    zone_id  = "Z0000000000000"
  }
}

mock_resource "aws_lb_listener" {
  defaults = {
    arn = "arn:aws:elasticloadbalancing:af-south-1:111122223333:listener/app/mock/0000000000000000/0000000000000000"
  }
}

mock_resource "aws_lb_target_group" {
  defaults = {
    arn        = "arn:aws:elasticloadbalancing:af-south-1:111122223333:targetgroup/mock/0000000000000000"
    arn_suffix = "targetgroup/mock/0000000000000000"
  }
}

mock_resource "aws_s3_bucket" {
  defaults = {
    arn = "arn:aws:s3:::mock"
  }
}

mock_resource "aws_secretsmanager_secret" {
  defaults = {
    id  = "arn:aws:secretsmanager:af-south-1:111122223333:secret:mock"
    arn = "arn:aws:secretsmanager:af-south-1:111122223333:secret:mock"
  }
}

mock_resource "aws_security_group" {
  defaults = {
    id = "sg-00000000000000000"
  }
}

mock_resource "aws_sns_topic" {
  defaults = {
    arn = "arn:aws:sns:af-south-1:111122223333:mock"
  }
}

mock_resource "aws_sqs_queue" {
  defaults = {
    arn = "arn:aws:sqs:af-south-1:111122223333:mock"
    id  = "https://sqs.af-south-1.amazonaws.com/111122223333/mock"
    url = "https://sqs.af-south-1.amazonaws.com/111122223333/mock"
  }
}

mock_resource "aws_subnet" {
  defaults = {
    id = "subnet-00000000000000000"
  }
}

mock_resource "aws_vpc" {
  defaults = {
    id = "vpc-00000000000000000"
  }
}

mock_resource "aws_wafv2_web_acl" {
  defaults = {
    arn = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/mock/00000000-0000-0000-0000-000000000000"
  }
}

mock_data "aws_availability_zones" {
  defaults = {
    names = ["af-south-1a", "af-south-1b"]
  }
}

mock_data "aws_secretsmanager_secret_version" {
  defaults = {
    secret_string = "mock"
  }
}

mock_data "aws_secretsmanager_secret_versions" {
  defaults = {
    versions = [{
      version_id         = "00000000-0000-0000-0000-000000000000"
      version_stages     = ["AWSCURRENT"]
      created_time       = "2026-11-30T00:00:00Z"
      last_accessed_date = "2026-11-30"
    }]
  }
}

mock_data "aws_kms_alias" {
  defaults = {
    target_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-00000000000000000000000000000000"
  }
}

mock_data "aws_ssm_parameter" {
  defaults = {
    value = "{\"api_host\": \"mock.execute-api.af-south-1.amazonaws.com\", \"host\": \"mock.execute-api.af-south-1.amazonaws.com\", \"services\": {\"api_id\": \"mockapi\", \"api_execution_arn\": \"arn:aws:execute-api:af-south-1:111122223333:mockapi\", \"authorizer_id\": \"mockauth\", \"layer_arn\": \"arn:aws:lambda:af-south-1:111122223333:layer:mock:1\", \"key_arn\": \"arn:aws:kms:af-south-1:111122223333:key/00000000-0000-0000-0000-000000000000\", \"adopted_key_arn\": \"arn:aws:kms:eu-west-1:111122223333:key/mrk-00000000000000000000000000000000\", \"alarm_topic_arn\": \"arn:aws:sns:af-south-1:111122223333:mock-alarms\"}, \"network\": {\"vpc_id\": \"vpc-00000000000000000\", \"public_subnet_ids\": [\"subnet-00000000000000001\", \"subnet-00000000000000002\"], \"private_subnet_ids\": [\"subnet-00000000000000003\", \"subnet-00000000000000004\"]}, \"settings\": {\"environment\": \"mock\", \"api_url\": \"mock\", \"sign_in_url\": \"mock\", \"token_issuer\": \"mock\", \"token_audience\": \"mock\", \"user_pool_id\": \"af-south-1_mock00000\", \"jwks_url\": \"mock\", \"ecs_cluster\": \"mock\", \"ecs_execution_role_arn\": \"mock\", \"ecs_database_role_arn\": \"mock\", \"tenant_boundary_arn\": \"mock\", \"wordpress_database_secret_arn\": \"mock\", \"wordpress_vpc_id\": \"mock\", \"wordpress_listener_arn\": \"mock\", \"wordpress_key_arn\": \"mock\", \"wordpress_log_retention_days\": \"30\", \"wordpress_architecture\": \"ARM64\", \"wordpress_image\": \"mock\", \"wordpress_database_host\": \"mock\", \"wordpress_file_system_id\": \"mock\", \"wordpress_subnets\": \"mock\", \"wordpress_security_groups\": \"mock\", \"wordpress_connect_url\": \"mock\"}}"
  }
}

mock_resource "aws_iam_policy" {
  defaults = {
    arn = "arn:aws:iam::111122223333:policy/mock"
  }
}

mock_resource "aws_iam_openid_connect_provider" {
  defaults = {
    arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
  }
}

mock_resource "aws_kms_replica_key" {
  defaults = {
    arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-00000000000000000000000000000000"
  }
}

mock_resource "aws_backup_vault" {
  defaults = {
    arn = "arn:aws:backup:eu-west-1:111122223333:backup-vault:mock"
  }
}

mock_data "aws_dynamodb_table" {
  defaults = {
    stream_arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/mock/stream/2026-01-01T00:00:00.000"
  }
}
