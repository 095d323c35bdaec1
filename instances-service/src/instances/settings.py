"""The environment of the instances functions, typed; each function reads what it needs."""

from chassis.runtime.settings import Settings


class TableSettings(Settings):
    """What every function needs."""

    instances_table: str


class OperationSettings(TableSettings):
    """What every function needs that touches operations."""

    operations_table: str


class ApiSettings(OperationSettings):
    """The API function's; `api_url` is the origin where the tenants service answers."""

    api_url: str
    wordpress_base_domain: str


class EcsSettings(OperationSettings):
    """Of functions that read ECS; `environment` is what the tag `bbws:environment` must say."""

    ecs_cluster: str
    environment: str


class ProvisionerSettings(EcsSettings):
    """Of the one function that creates instances (domain/hosting.py); lists are separated by commas."""

    wordpress_architecture: str
    wordpress_image: str
    wordpress_database_host: str
    wordpress_database_secret_arn: str
    wordpress_public_port: str
    wordpress_file_system_id: str
    wordpress_vpc_id: str
    wordpress_subnets: str
    wordpress_security_groups: str
    wordpress_listener_arn: str
    wordpress_key_arn: str
    wordpress_log_retention_days: str
    ecs_execution_role_arn: str
    ecs_database_role_arn: str
    tenant_boundary_arn: str
