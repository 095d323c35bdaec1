"""What an environment offers to all its instances (terraform/stacks/hosting publishes it)."""

from chassis.runtime.records import dataclass


@dataclass(frozen=True, kw_only=True)
class Hosting:
    """Where instances stand.

    Attributes:
        environment: what the tag `bbws:environment` says.
        image: repository of the WordPress image. `tools/bin/deploy push-image` tags it with versions and `latest`.
        architecture: processor of the image, as ECS names it: `ARM64`.
        execution_role_arn: starts WordPress's tasks.
        database_role_arn: starts the tasks that may read `database_secret_arn`.
        boundary_arn: the most that the role of a tenant can ever do.
        database_host: host:port.
        database_secret_arn: user name and password of the database server's administrator.
        public_port: the port that the balancer shows the world; empty where it is the scheme's own.
        file_system_id: the EFS that holds all tenants' content.
        listener_arn: the balancer's, which gets one rule per tenant.
        key_arn: what encrypts secrets and logs.
        log_retention_days: how long logs of tasks are kept.
    """

    environment: str
    image: str
    architecture: str
    execution_role_arn: str
    database_role_arn: str
    boundary_arn: str
    database_host: str
    database_secret_arn: str
    public_port: str
    file_system_id: str
    vpc_id: str
    subnets: tuple[str, ...]
    security_groups: tuple[str, ...]
    listener_arn: str
    key_arn: str
    log_retention_days: int

    @property
    def region(self) -> str:
        """The Region of all of it."""
        return self.listener_arn.split(":")[3]

    @property
    def account(self) -> str:
        """The account of all of it."""
        return self.listener_arn.split(":")[4]

    @property
    def file_system_arn(self) -> str:
        """The file system, as policies name it."""
        return f"arn:aws:elasticfilesystem:{self.region}:{self.account}:file-system/{self.file_system_id}"
