"""What the routes of divisions, groups and teams share; and the route of the whole tree."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from chassis.access.authorization import TenantNotFound
from chassis.errors import InvalidTransition, PreconditionFailed
from chassis.http.api import CurrentContext, RequestContext, accepted, deleted
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.routes import Routes
from chassis.operations.operation import Operation
from chassis.operations.operation_resource import OperationResource
from tenants.domain.errors import (
    DependenciesExist,
    NameTaken,
    OperationNotFound,
    TooManyUnits,
    UnitClosing,
    UnitNotFound,
    VersionConflict,
)
from tenants.domain.tenant import TenantStatus
from tenants.domain.unit import Path, Unit
from tenants.handlers.params import Deletions, Hierarchy
from tenants.schemas.unit import DeletionReply, DeletionResource, HierarchyReply, HierarchyResource, UnitResource
from tenants.services.unit_deletion_service import UnitDeletionService

routes = Routes("hierarchy")
_WRITING: Any = [TenantNotFound, UnitNotFound, UnitClosing, InvalidTransition, IdempotencyMismatch]
CREATING: Any = [*_WRITING, NameTaken, TooManyUnits]
UPDATING: Any = [*_WRITING, NameTaken, VersionConflict, PreconditionFailed]
DELETING: Any = [*_WRITING, DependenciesExist, PreconditionFailed]


@routes.get("/v1.0/tenants/<tenant_id>/hierarchy", problems=[TenantNotFound])
def get_hierarchy(tenant_id: str, context: CurrentContext, hierarchy: Hierarchy) -> HierarchyReply:
    """Get the whole organisation of a tenant: divisions with their groups with their teams."""
    units, complete = hierarchy.get_hierarchy(context, tenant_id)
    return HierarchyReply.of(HierarchyResource.of(tenant_id, units, context, complete=complete), context)


@routes.post(
    "/v1.0/tenants/<tenant_id>/hierarchy/deletions/<operation_id>/retry",
    status=202,
    problems=[TenantNotFound, OperationNotFound, InvalidTransition, IdempotencyMismatch],
)
def retry_deletion(
    tenant_id: str, operation_id: str, context: CurrentContext, deletions: Deletions
) -> Response[DeletionReply]:
    """Try a failed deletion again.

    The same operation goes on at the step that failed; what is gone stays gone.
    """
    unit, operation = deletions.retry_deletion(context, tenant_id, operation_id)
    return _promised(context, unit, operation)


def deletion(
    deletions: UnitDeletionService, context: RequestContext, tenant_id: str, path: Path, *, cascade: bool
) -> Response[Any]:
    """204 for a unit that is gone, 202 for one that goes with everything below it."""
    if not cascade:
        deletions.hierarchy.delete_unit(context, tenant_id, path)
        return deleted()
    unit, operation = deletions.delete_cascade(context, tenant_id, path)
    return _promised(context, unit, operation)


def _promised(context: RequestContext, unit: Unit | None, operation: Operation) -> Response[DeletionReply]:
    left = UnitResource.of(unit, context, TenantStatus.ACTIVE) if unit else None
    shown = DeletionResource(operation=OperationResource.of(operation, context), unit=left)
    return accepted(DeletionReply.of(shown, context), operation.operation_id)
