"""Routes of a team's people."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from chassis.access.authorization import TenantNotFound
from chassis.errors import InvalidTransition
from chassis.http.api import CurrentContext, created, deleted
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.routes import Routes
from tenants.domain.errors import AlreadyAssigned, TooManyTeams, UnitClosing, UnitNotFound, UserNotFound
from tenants.handlers.params import Size, StartAt, TeamUsers
from tenants.schemas.user import AssignTeamUserRequest, TeamUserPage, TeamUserReply, TeamUserResource

routes = Routes("hierarchy")
_COLLECTION = "/v1.0/tenants/<tenant_id>/divisions/<division_id>/groups/<group_id>/teams/<team_id>/users"
_WRITING: Any = [TenantNotFound, UserNotFound, InvalidTransition, IdempotencyMismatch]


@routes.get(_COLLECTION, problems=[TenantNotFound, UnitNotFound, InvalidCursor])
def list_team_users(
    tenant_id: str,
    division_id: str,
    group_id: str,
    team_id: str,
    context: CurrentContext,
    team_users: TeamUsers,
    page_size: Size = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> TeamUserPage:
    """List the people of a team."""
    path = (division_id, group_id, team_id)
    found, cursor = team_users.list_team_users(context, tenant_id, path, size=page_size, start_at=start_at)
    return TeamUserPage.of(
        [TeamUserResource.of(one, path, context) for one in found],
        context,
        path=f"/v1.0/tenants/{tenant_id}/divisions/{division_id}/groups/{group_id}/teams/{team_id}/users",
        query={},
        size=page_size,
        cursor=cursor,
    )


@routes.post(_COLLECTION, status=201, problems=[*_WRITING, UnitNotFound, UnitClosing, AlreadyAssigned, TooManyTeams])
def assign_team_user(
    tenant_id: str,
    division_id: str,
    group_id: str,
    team_id: str,
    request: AssignTeamUserRequest,
    context: CurrentContext,
    team_users: TeamUsers,
) -> Response[TeamUserReply]:
    """Put a member of the tenant into a team."""
    path = (division_id, group_id, team_id)
    one = team_users.assign_team_user(context, tenant_id, path, request.user_id)
    place = f"/v1.0/tenants/{tenant_id}/users/{one.user_id}"
    return created(TeamUserReply.of(TeamUserResource.of(one, path, context), context), place)


@routes.delete(f"{_COLLECTION}/<user_id>", status=204, problems=_WRITING)
def unassign_team_user(
    tenant_id: str,
    division_id: str,
    group_id: str,
    team_id: str,
    user_id: str,
    context: CurrentContext,
    team_users: TeamUsers,
) -> Response[Any]:
    """Take a person out of a team; they stay in the tenant."""
    team_users.unassign_team_user(context, tenant_id, (division_id, group_id, team_id), user_id)
    return deleted()
