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

  database_secret_arn = "arn:aws:secretsmanager:af-south-1:111122223333:secret:mock-database"
  hosting = {
    cluster            = "bbws-cluster-dev"
    vpc_id             = "vpc-00000000000000000"
    subnet_ids         = ["subnet-00000000000000000"]
    security_group_id  = "sg-00000000000000000"
    listener_arn       = "arn:aws:elasticloadbalancing:af-south-1:111122223333:listener/app/mock/0000000000000000/0000000000000000"
    file_system_id     = "fs-00000000000000000"
    database_host      = "mock:3306"
    execution_role_arn = "arn:aws:iam::111122223333:role/bbws-ecs-execution-dev"
    boundary_arn       = "arn:aws:iam::111122223333:policy/bbws-tenant-boundary-dev"
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

run "it_is_what_the_domain_asks" { # §7.5, §7.8, line by line
  command = apply
  assert {
    condition     = one(aws_efs_access_point.content.posix_user).uid == 33 && one(aws_efs_access_point.content.root_directory).path == "/tenant-983d5058e4c4" && one(one(aws_efs_access_point.content.root_directory).creation_info).permissions == "755"
    error_message = "The access point is the tenant's own, of the web server's user."
  }
  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 2 && aws_appautoscaling_target.this.max_capacity == 10
    error_message = "Two to ten tasks."
  }
  assert {
    condition     = { for name, policy in aws_appautoscaling_policy.this : name => one(policy.target_tracking_scaling_policy_configuration).target_value } == { ECSServiceAverageCPUUtilization = 70, ECSServiceAverageMemoryUtilization = 80 }
    error_message = "More tasks at 70 % of the processor, 80 % of the memory."
  }
  assert {
    condition     = aws_ecs_service.this.platform_version == "1.4.0" && aws_ecs_service.this.deployment_minimum_healthy_percent == 50 && aws_ecs_service.this.deployment_maximum_percent == 200 && !one(aws_ecs_service.this.network_configuration).assign_public_ip
    error_message = "Fargate 1.4.0, 50 to 200 %, in private subnets."
  }
  assert {
    condition     = one(aws_lb_target_group.this.health_check).interval == 30 && one(aws_lb_target_group.this.health_check).healthy_threshold == 2 && one(aws_lb_target_group.this.health_check).unhealthy_threshold == 3 && tonumber(aws_lb_target_group.this.deregistration_delay) == 30
    error_message = "Asked every 30 s; two good answers, three bad ones; 30 s to leave."
  }
  assert {
    condition = alltrue([for tags in [aws_ecs_service.this.tags, aws_ecs_task_definition.this.tags, aws_efs_access_point.content.tags, aws_lb_target_group.this.tags, aws_lb_listener_rule.this.tags, aws_cloudwatch_log_group.this.tags] :
      length(setsubtract(["bbws:tenant-id", "bbws:project", "bbws:cost-center", "bbws:opportunity", "bbws:managed-by", "bbws:environment", "bbws:component"], keys(tags))) == 0
    ])
    error_message = "All seven tags on everything."
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].portMappings[0].containerPort == 8080 && aws_lb_target_group.this.port == 8080
    error_message = "The image listens on 8080."
  }
}

run "a_task_runs_on_the_processor_of_the_image" {
  command = plan
  assert {
    condition     = one(aws_ecs_task_definition.this.runtime_platform).cpu_architecture == yamldecode(file("../../../platform.yaml")).wordpress.architecture
    error_message = "Without a processor Fargate assumes X86_64 and cannot pull the image."
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
