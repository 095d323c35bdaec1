"""Handlers of instances."""

from chassis.access.authorization import TenantNotFound
from chassis.errors import InvalidTransition
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response, accepted
from chassis.http.routes import problems
from instances.domain.errors import (
    InstanceExists,
    InstanceNotFound,
    SlugTaken,
    TenantForbidsInstance,
    TenantInMotion,
)
from instances.handlers.params import InstanceChanges, Instances
from instances.schemas.accepted import CreateInstanceRequest, InstanceWithOperationReply, InstanceWithOperationResource
from instances.schemas.instance import InstancePage, InstanceReply, InstanceResource
from instances.schemas.status import InstanceStatusReply, InstanceStatusResource
from instances.services.instance_operations import InstanceWithOperation

RETRY_AFTER = 5  # seconds; WordPress needs some to start


@problems(TenantNotFound)
def list_instances(tenant_id: str, context: RequestContext, instances: Instances) -> InstancePage:
    """List a tenant's instances.

    A tenant has at most one, so the list has one page; while it is empty it offers `create`.
    """
    return InstancePage.only(instances.list_instances(context, tenant_id), tenant_id, context)


@problems(InstanceExists, SlugTaken, TenantForbidsInstance, TenantInMotion, IdempotencyMismatch, TenantNotFound)
def create_instance(
    tenant_id: str, body: CreateInstanceRequest, context: RequestContext, instances: InstanceChanges
) -> Response[InstanceWithOperationReply]:
    """Create a tenant's instance.

    Takes some minutes on AWS: the operation tells how it goes. The tenant becomes ACTIVE when its instance first runs.
    """
    return _accepted(instances.create_instance(context, tenant_id, body.to_domain()), context)


@problems(InstanceNotFound)
def get_instance(tenant_id: str, instance_id: str, context: RequestContext, instances: Instances) -> InstanceReply:
    """Get an instance.

    Its id is the tenant's; `primary` leads to it too.
    """
    return InstanceReply.of(InstanceResource.of(instances.get_instance(tenant_id, instance_id), context), context)


@problems(InstanceNotFound)
def get_instance_status(
    tenant_id: str, instance_id: str, context: RequestContext, instances: Instances
) -> InstanceStatusReply:
    """Get what ECS last showed of an instance.

    The answer comes from our own record, which ECS's events and a reconciler keep; `lastUpdated` says how old it is.
    """
    instance, tasks = instances.get_instance_status(tenant_id, instance_id)
    return InstanceStatusReply.of(InstanceStatusResource.of(instance, tasks, context), context)


@problems(InstanceNotFound, InvalidTransition, TenantForbidsInstance, TenantInMotion)
def retry_instance(
    tenant_id: str, instance_id: str, context: RequestContext, instances: InstanceChanges
) -> Response[InstanceWithOperationReply]:
    """Try a failed instance again.

    What exists already is adopted; a failed deployment is started anew.
    """
    return _accepted(instances.retry_instance(context, tenant_id, instance_id), context)


def _accepted(found: InstanceWithOperation, context: RequestContext) -> Response[InstanceWithOperationReply]:
    body = InstanceWithOperationReply.of(
        InstanceWithOperationResource.of(found.instance, found.operation, context), context
    )
    return accepted(body, found.operation.operation_id, retry_after=RETRY_AFTER)
