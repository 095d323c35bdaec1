"""Instances on the wire."""

from typing import Annotated, Self

from pydantic import Field

from chassis.access.links import Offer, Relations, offer
from chassis.http.envelope import PAGE_LINKS, Linked, PageReply, Reply, Wire
from chassis.http.field_types import (
    Actor,
    Code,
    Documented,
    EmailAddress,
    OperationId,
    TenantId,
    Timestamp,
    Version,
    line,
    matching,
    text,
    whole,
    written_line,
)
from chassis.http.request_context import RequestContext
from instances.domain.health import InstanceHealth, health_of
from instances.domain.instance import Instance, database_name
from instances.domain.lifecycle import INSTANCE_LIFECYCLE, InstanceState
from instances.domain.links import EMPTY_COLLECTION_LINKS, FULL_COLLECTION_LINKS, INSTANCE_LINKS
from instances.domain.tier import Tier

Arn = Annotated[
    str, matching("^arn:[!-~]+$", 2048, "arn:aws:ecs:af-south-1:536580886816:service/bbws/tenant-1b4e28ba2fa1")
]


class InstanceConfigurationResource(Wire):
    """How the instance is set up."""

    desired_count: Annotated[int, whole(0, 10, 2)]
    wordpress_version: Annotated[str, line(16, "6.8.7")]


class InstanceResourcesResource(Wire):
    """What was made for it on AWS, as far as it exists."""

    ecs_service_name: Annotated[str, line(255, "tenant-1b4e28ba2fa1")]
    ecs_service_arn: Arn | None
    ecs_task_definition_arn: Arn | None
    database_name: Annotated[str, matching("^[a-z0-9_]+$", 64, "tenant_1b4e28ba2fa1_db")]
    database_secret_arn: Arn | None


class InstanceErrorResource(Wire):
    """Why the instance is FAILED; `cause` is in the words of whoever refused."""

    code: Code
    message: Annotated[str, text(2000, "The pipeline refused the change.")]
    cause: Annotated[str, text(8000, "ResourceInitializationError")] | None
    safe_to_retry: bool


class InstanceResource(Linked):
    """A tenant's WordPress infrastructure."""

    relations = Relations(INSTANCE_LINKS)

    instance_id: TenantId
    tenant_id: TenantId
    state: InstanceState
    tier: Tier
    slug: Annotated[str, matching("^[a-z0-9]+$", 12, "1b4e28ba2fa1")] = Field(
        description="The short name in names derived from the tenant."
    )
    domain: Annotated[
        str, Documented(format="hostname", maxLength=253, examples=["tenant-1b4e28ba2fa1.sites.example"])
    ] = Field(description="Host of the WordPress network; sites have hosts of their own.")
    organization_name: Annotated[str, written_line(100, "Acme Bakeries")] | None
    contact_email: EmailAddress | None
    opportunity_id: Annotated[str, line(64, "OPP-2026-114")] | None
    configuration: InstanceConfigurationResource
    resources: InstanceResourcesResource
    health_status: InstanceHealth
    operation_id: OperationId
    last_error: InstanceErrorResource | None
    version: Version
    created_at: Timestamp
    created_by: Actor
    updated_at: Timestamp
    provisioning_started_at: Timestamp | None
    provisioning_completed_at: Timestamp | None

    @classmethod
    def of(cls, instance: Instance, context: RequestContext) -> Self:
        """The instance with what `call.caller` may do with it."""
        offered = links_of(instance, context)
        made = instance.resources
        computed = {
            "instance_id": instance.instance_id,
            "configuration": InstanceConfigurationResource(
                desired_count=instance.desired_count, wordpress_version=instance.wordpress_version
            ),
            "resources": InstanceResourcesResource(
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

    relations = Relations((*FULL_COLLECTION_LINKS, *EMPTY_COLLECTION_LINKS), reads=PAGE_LINKS)

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
