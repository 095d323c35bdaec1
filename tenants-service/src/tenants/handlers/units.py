"""Handlers of divisions, groups and teams; the ids in the path say which of the three levels is meant."""

from typing import Any

from chassis.access.acts import href
from chassis.access.authorization import TenantNotFound
from chassis.errors import InvalidTransition, PreconditionFailed
from chassis.http.envelope import PageSize, StartAt
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response, accepted, created, deleted
from chassis.http.routes import problems
from chassis.operations.operation import Operation
from chassis.operations.operation_resource import OperationResource
from tenants.domain.errors import (
    DependenciesExist,
    NameTaken,
    TooManyUnits,
    UnitClosing,
    UnitNotFound,
    VersionConflict,
)
from tenants.domain.links import unit_ids
from tenants.domain.tenant import TenantStatus
from tenants.domain.unit import Unit
from tenants.handlers.params import Deletions, Hierarchy, NamePart, UnitPath
from tenants.schemas.unit import (
    CreateUnitRequest,
    UnitDeletionReply,
    UnitDeletionResource,
    UnitPage,
    UnitReply,
    UnitResource,
    UpdateUnitRequest,
)

_WRITING: Any = (TenantNotFound, UnitNotFound, UnitClosing, InvalidTransition, IdempotencyMismatch)


@problems(TenantNotFound, InvalidCursor)
def list_units(
    tenant_id: str,
    parent: UnitPath,
    context: RequestContext,
    hierarchy: Hierarchy,
    name: NamePart = None,
    page_size: PageSize = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> UnitPage:
    """List the {unit}s of a {parent} by name; `name` finds a part of it, whatever its case."""
    found, cursor = hierarchy.list_units(context, tenant_id, parent, name=name, size=page_size, start_at=start_at)
    return UnitPage.of([UnitResource.of(unit, context) for unit in found], context, size=page_size, cursor=cursor)


@problems(*_WRITING, NameTaken, TooManyUnits)
def create_unit(
    tenant_id: str, parent: UnitPath, request: CreateUnitRequest, context: RequestContext, hierarchy: Hierarchy
) -> Response[UnitReply]:
    """Create a {unit}.

    Its name is unique in the {parent}, whatever the case; a {parent} holds at most 100 {unit}s.
    """
    unit = hierarchy.create_unit(context, tenant_id, parent, request.to_domain())
    location = href(f"get_{unit.level.lower()}", **unit_ids(unit))
    return created(UnitReply.of(UnitResource.of(unit, context, TenantStatus.ACTIVE), context), location)


@problems(TenantNotFound, UnitNotFound)
def get_unit(tenant_id: str, path: UnitPath, context: RequestContext, hierarchy: Hierarchy) -> UnitReply:
    """Get a {unit}."""
    unit, tenant = hierarchy.get_unit(context, tenant_id, path)
    return UnitReply.of(UnitResource.of(unit, context, tenant.status), context)


@problems(*_WRITING, NameTaken, VersionConflict, PreconditionFailed)
def update_unit(
    tenant_id: str, path: UnitPath, request: UpdateUnitRequest, context: RequestContext, hierarchy: Hierarchy
) -> UnitReply:
    """Rename or describe a {unit}; its id and everything below it stay."""
    unit = hierarchy.update_unit(context, tenant_id, path, request.to_domain())
    return UnitReply.of(UnitResource.of(unit, context, TenantStatus.ACTIVE), context)


@problems(*_WRITING, DependenciesExist, PreconditionFailed)
def delete_unit(
    tenant_id: str, path: UnitPath, context: RequestContext, deletions: Deletions, cascade: bool = False
) -> Response[UnitDeletionReply]:
    """Delete a {unit}.

    Refused while the {unit} is not empty. With `cascade=true`, an operation (202) deletes everything below it too.
    """
    if not cascade:
        deletions.hierarchy.delete_unit(context, tenant_id, path)
        return deleted()
    unit, operation = deletions.delete_cascade(context, tenant_id, path)
    return accept_deletion(context, unit, operation)


def accept_deletion(context: RequestContext, unit: Unit | None, operation: Operation) -> Response[UnitDeletionReply]:
    """Answer 202 Accepted with the unit and its operation."""
    left = UnitResource.of(unit, context, TenantStatus.ACTIVE) if unit else None
    shown = UnitDeletionResource(operation=OperationResource.of(operation, context), unit=left)
    return accepted(UnitDeletionReply.of(shown, context), operation.operation_id)
