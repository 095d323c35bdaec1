"""Routes of a tenant's teams."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from chassis.access.authorization import TenantNotFound
from chassis.http.api import CurrentContext, created
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.routes import Routes
from tenants.domain.errors import UnitNotFound
from tenants.domain.tenant import TenantStatus
from tenants.handlers.params import Deletions, Hierarchy, NamePart, Size, StartAt
from tenants.handlers.units import CREATING, DELETING, UPDATING, deletion
from tenants.schemas.unit import CreateUnitRequest, UnitPage, UnitReply, UnitResource, UpdateUnitRequest

routes = Routes("hierarchy")
_COLLECTION = "/v1.0/tenants/<tenant_id>/divisions/<division_id>/groups/<group_id>/teams"
_OWN = f"{_COLLECTION}/<team_id>"


@routes.get(_COLLECTION, problems=[TenantNotFound, InvalidCursor])
def list_teams(
    tenant_id: str,
    division_id: str,
    group_id: str,
    context: CurrentContext,
    hierarchy: Hierarchy,
    name: NamePart = None,
    page_size: Size = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> UnitPage:
    """List the teams of a group by name; `name` finds a part of it, whatever its case."""
    found, cursor = hierarchy.list_units(
        context, tenant_id, (division_id, group_id), name=name, size=page_size, start_at=start_at
    )
    return UnitPage.of(
        [UnitResource.of(unit, context) for unit in found],
        context,
        path=f"/v1.0/tenants/{tenant_id}/divisions/{division_id}/groups/{group_id}/teams",
        query={"name": name},
        size=page_size,
        cursor=cursor,
    )


@routes.post(_COLLECTION, status=201, problems=CREATING)
def create_team(
    tenant_id: str,
    division_id: str,
    group_id: str,
    request: CreateUnitRequest,
    context: CurrentContext,
    hierarchy: Hierarchy,
) -> Response[UnitReply]:
    """Create a team.

    Its name is unique in the group, whatever the case; a group holds at most 100 teams.
    """
    unit = hierarchy.create_unit(context, tenant_id, (division_id, group_id), request.to_domain())
    return created(
        UnitReply.of(UnitResource.of(unit, context, TenantStatus.ACTIVE), context),
        f"/v1.0/tenants/{tenant_id}/divisions/{division_id}/groups/{group_id}/teams/{unit.unit_id}",
    )


@routes.get(_OWN, problems=[TenantNotFound, UnitNotFound])
def get_team(
    tenant_id: str, division_id: str, group_id: str, team_id: str, context: CurrentContext, hierarchy: Hierarchy
) -> UnitReply:
    """Get a team."""
    unit, tenant = hierarchy.get_unit(context, tenant_id, (division_id, group_id, team_id))
    return UnitReply.of(UnitResource.of(unit, context, tenant.status), context)


@routes.put(_OWN, problems=UPDATING)
def update_team(
    tenant_id: str,
    division_id: str,
    group_id: str,
    team_id: str,
    request: UpdateUnitRequest,
    context: CurrentContext,
    hierarchy: Hierarchy,
) -> UnitReply:
    """Rename or describe a team; its id and everything below it stay."""
    unit = hierarchy.update_unit(context, tenant_id, (division_id, group_id, team_id), request.to_domain())
    return UnitReply.of(UnitResource.of(unit, context, TenantStatus.ACTIVE), context)


@routes.delete(_OWN, status=204, promises=True, problems=DELETING)
def delete_team(
    tenant_id: str,
    division_id: str,
    group_id: str,
    team_id: str,
    context: CurrentContext,
    deletions: Deletions,
    cascade: Annotated[bool, Query()] = False,
) -> Response[Any]:
    """Delete a team.

    Refused while something stands below it; `cascade=true` deletes all of that too, as an operation (202).
    """
    return deletion(deletions, context, tenant_id, (division_id, group_id, team_id), cascade=cascade)
