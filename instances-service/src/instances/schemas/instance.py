"""Instances on the wire."""

from typing import Self

from pydantic import Field

from chassis.access.links import Offer, offer
from chassis.http.envelope import Linked, PageReply, Reply, Wire
from chassis.http.request_context import RequestContext
from instances.domain.health import InstanceHealth, health_of
from instances.domain.instance import Instance, database_name
from instances.domain.lifecycle import INSTANCE_LIFECYCLE, InstanceState
from instances.domain.links import EMPTY_COLLECTION_LINKS, FULL_COLLECTION_LINKS, INSTANCE_LINKS
from instances.domain.tier import Tier


class ConfigurationResource(Wire):
    """How the instance is set up."""

    desired_count: int
    wordpress_version: str


class ResourcesResource(Wire):
    """What was made for it on AWS, as far as it exists."""

    ecs_service_name: str
    ecs_service_arn: str | None
    ecs_task_definition_arn: str | None
    database_name: str
    database_secret_arn: str | None


class InstanceErrorResource(Wire):
    """Why the instance is FAILED; `cause` is in the words of whoever refused."""

    code: str
    message: str
    cause: str | None
    safe_to_retry: bool


class InstanceResource(Linked):
    """A tenant's WordPress infrastructure."""

    instance_id: str
    tenant_id: str
    state: InstanceState
    tier: Tier
    slug: str = Field(description="The short name in names derived from the tenant.")
    domain: str = Field(description="Host of the WordPress network; sites have hosts of their own.")
    organization_name: str | None
    contact_email: str | None
    opportunity_id: str | None
    configuration: ConfigurationResource
    resources: ResourcesResource
    health_status: InstanceHealth
    operation_id: str
    last_error: InstanceErrorResource | None
    version: int
    created_at: str
    created_by: str
    updated_at: str
    provisioning_started_at: str | None
    provisioning_completed_at: str | None

    @classmethod
    def of(cls, instance: Instance, context: RequestContext) -> Self:
        """The instance with what `call.caller` may do with it."""
        offered = links_of(instance, context)
        made = instance.resources
        computed = {
            "instance_id": instance.instance_id,
            "configuration": ConfigurationResource(
                desired_count=instance.desired_count, wordpress_version=instance.wordpress_version
            ),
            "resources": ResourcesResource(
                ecs_service_name=instance.service_name,
                ecs_service_arn=made.ecs_service_arn,
                ecs_task_definition_arn=made.ecs_task_definition_arn,
                database_name=database_name(instance.slug),
                database_secret_arn=made.database_secret_arn,
            ),
            "health_status": health_of(instance.observed),
            "last_error": vars(instance.last_error) if instance.last_error else None,
            "links": offered.links,
            "unavailable": offered.unavailable,
        }
        return cls.model_validate({**vars(instance), **computed})


class InstanceReply(Reply[InstanceResource]):
    """One instance."""


class InstancePage(PageReply[InstanceResource]):
    """The list of a tenant's instances."""

    @classmethod
    def only(cls, found: list[Instance], tenant_id: str, context: RequestContext) -> Self:
        """The one page there is."""
        affordances = FULL_COLLECTION_LINKS if found else EMPTY_COLLECTION_LINKS
        return cls.of(
            [InstanceResource.of(instance, context) for instance in found],
            context,
            size=1,
            cursor=None,
            offered=offer(affordances, caller=context.caller, tenant_id=tenant_id, ids={"tenant_id": tenant_id}),
        )


def links_of(instance: Instance, context: RequestContext) -> Offer:
    """What `call.caller` may do with the instance now."""
    ids = {
        "tenant_id": instance.tenant_id,
        "instance_id": instance.instance_id,
        "operation_id": instance.operation_id,
    }
    return offer(
        INSTANCE_LINKS,
        caller=context.caller,
        tenant_id=instance.tenant_id,
        ids=ids,
        lifecycle=INSTANCE_LIFECYCLE,
        state=instance.state,
    )
