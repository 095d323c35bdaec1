"""An instance: the WordPress infrastructure of one tenant; a tenant has at most one."""

from chassis.runtime.records import dataclass
from instances.domain.lifecycle import InstanceState
from instances.domain.tier import Tier

MIN_COUNT, DEFAULT_COUNT, MAX_COUNT = 2, 2, 10
LATEST = "latest"


@dataclass(frozen=True, kw_only=True)
class InstanceRequest:
    """A request for an instance.

    Attributes:
        organization_name: the name shown for the instance; None stands for the tenant's own.
        contact_email: the address for questions about it; None stands for the tenant's own.
        desired_count: containers, 2 to 10.
        wordpress_version: tag of the image, or `latest`.
        opportunity_id: the sales opportunity that the costs are booked on (tag `bbws:opportunity`).
    """

    tier: Tier
    organization_name: str | None = None
    contact_email: str | None = None
    desired_count: int = DEFAULT_COUNT
    wordpress_version: str = LATEST
    opportunity_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class InstanceResources:
    """The AWS resources that exist for an instance; None for those not created yet."""

    ecs_service_arn: str | None = None
    ecs_task_definition_arn: str | None = None
    database_secret_arn: str | None = None
    app_password_secret_arn: str | None = None


@dataclass(frozen=True, kw_only=True)
class InstanceError:
    """Why an instance is FAILED: `message` for people, `cause` in the words of the system that refused."""

    code: str
    message: str
    cause: str | None = None
    safe_to_retry: bool = True


@dataclass(frozen=True, kw_only=True)
class Observed:
    """What ECS last showed; None before it showed anything.

    Attributes:
        rollout: the primary deployment's state: IN_PROGRESS, COMPLETED, FAILED.
        last_event: the last ECS event for which we looked, e.g. `SERVICE_STEADY_STATE`.
    """

    desired_count: int
    running_count: int
    pending_count: int
    rollout: str
    deployment_id: str
    last_event: str
    at: str


@dataclass(frozen=True, kw_only=True)
class Instance:
    """The WordPress infrastructure of a tenant; its id is the tenant's. Times are ISO-8601.

    Attributes:
        domain: host name of the WordPress network, without port.
        operation_id: the operation that last worked on it.
        version: the number of changes; detects outdated copies and concurrent writers.
    """

    tenant_id: str
    slug: str
    state: InstanceState
    tier: Tier
    desired_count: int
    wordpress_version: str
    domain: str
    operation_id: str
    created_at: str
    created_by: str
    updated_at: str
    version: int = 1
    organization_name: str | None = None
    contact_email: str | None = None
    opportunity_id: str | None = None
    resources: InstanceResources = InstanceResources()
    observed: Observed | None = None
    last_error: InstanceError | None = None
    provisioning_started_at: str | None = None
    provisioning_completed_at: str | None = None

    @property
    def instance_id(self) -> str:
        """The tenant's id, because a tenant has one instance."""
        return self.tenant_id

    @property
    def service_name(self) -> str:
        """Name of the ECS service and of the task definition's family."""
        return service_name(self.slug)

    @property
    def has_run(self) -> bool:
        """Whether it ever ran; from then on it holds a customer's data."""
        return self.provisioning_completed_at is not None


def service_name(slug: str) -> str:
    """The ECS service of the tenant with this slug."""
    return f"tenant-{slug}-wordpress"


def database_family(slug: str) -> str:
    """The family of the one-off tasks that create and drop the tenant's database."""
    return f"tenant-{slug}-database"


def network_domain(slug: str, base_domain: str) -> str:
    """The host of the tenant's WordPress network."""
    return f"tenant-{slug}.{base_domain}"


def database_name(slug: str) -> str:
    """The tenant's database."""
    return f"tenant_{slug}_db"


def database_user(slug: str) -> str:
    """The user that owns the database; at most 32 characters, MySQL's limit."""
    return f"tenant_{slug}_user"
