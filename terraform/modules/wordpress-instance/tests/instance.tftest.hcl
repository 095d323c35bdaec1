mock_provider "aws" {
  source = "../../mocks"
}

variables {
  tenant_id        = "tenant-983d5058-e4c4-4fc0-b3b4-1543eb11642e"
  environment      = "dev"
  region           = "af-south-1"
  image            = "111122223333.dkr.ecr.af-south-1.amazonaws.com/bbws-wordpress-dev:6.1.9"
  base_domain      = "wpdev.managed-wordpress.example"
  priority         = 100
  agent_secret_arn = "arn:aws:secretsmanager:af-south-1:111122223333:secret:mock"
  hosting = {
    cluster            = "bbws-cluster-dev"
    vpc_id             = "vpc-00000000000000000"
    subnet_ids         = ["subnet-00000000000000000"]
    security_group_id  = "sg-00000000000000000"
    listener_arn       = "arn:aws:elasticloadbalancing:af-south-1:111122223333:listener/app/mock/0000000000000000/0000000000000000"
    file_system_id     = "fs-00000000000000000"
    database_host      = "mock:3306"
    execution_role_arn = "arn:aws:iam::111122223333:role/bbws-ecs-execution-dev"
    task_role_arn      = "arn:aws:iam::111122223333:role/bbws-ecs-task-dev"
    key_arn            = "arn:aws:kms:af-south-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  }
}

run "names_come_from_twelve_digits" {
  command = apply
  assert {
    condition     = output.slug == "983d5058e4c4" && output.service == "tenant-983d5058e4c4-wordpress"
    error_message = "The slug is the first twelve hex digits of the UUID."
  }
  assert {
    condition     = aws_ecs_task_definition.this.family == aws_ecs_service.this.name
    error_message = "The family and the service have one name: the event handler finds the tenant by it."
  }
  assert {
    condition     = length(aws_lb_target_group.this.name) <= 32
    error_message = "AWS allows 32 characters."
  }
}

run "a_failed_deployment_goes_back" {
  command = apply
  assert {
    condition     = alltrue([for breaker in aws_ecs_service.this.deployment_circuit_breaker : breaker.enable && breaker.rollback])
    error_message = "The circuit breaker rolls back."
  }
  assert {
    condition     = aws_ecs_service.this.propagate_tags == "SERVICE" && length(aws_ecs_service.this.tags) == 7
    error_message = "Tasks carry the service's seven tags."
  }
}

run "tiers_have_their_sizes" {
  command = plan
  variables {
    tier = "PREMIUM"
  }
  assert {
    condition     = aws_ecs_task_definition.this.cpu == "1024" && aws_ecs_task_definition.this.memory == "2048"
    error_message = "PREMIUM is one processor and 2 GB."
  }
}

run "a_tenant_without_uuid_is_refused" {
  command = plan
  variables {
    tenant_id = "tenant-1"
  }
  expect_failures = [var.tenant_id]
}

run "a_place_of_the_platform_is_refused" {
  command = plan
  variables {
    priority = 5
  }
  expect_failures = [var.priority]
}
