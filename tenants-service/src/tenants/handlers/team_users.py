"""Handlers of a team's people."""

from typing import Any

from chassis.access.acts import href
from chassis.access.authorization import TenantNotFound
from chassis.errors import InvalidTransition
from chassis.http.envelope import PageSize, StartAt
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response, created, deleted
from chassis.http.routes import problems
from tenants.domain.errors import AlreadyAssigned, TooManyTeams, UnitClosing, UnitNotFound, UserNotFound
from tenants.handlers.params import TeamUsers, UnitPath
from tenants.schemas.user import AssignTeamUserRequest, TeamUserPage, TeamUserReply, TeamUserResource

_WRITING: Any = [TenantNotFound, UserNotFound, InvalidTransition, IdempotencyMismatch]


@problems(TenantNotFound, UnitNotFound, InvalidCursor)
def list_team_users(
    tenant_id: str,
    path: UnitPath,
    context: RequestContext,
    team_users: TeamUsers,
    page_size: PageSize = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> TeamUserPage:
    """List the people of a team."""
    found, cursor = team_users.list_team_users(context, tenant_id, path, size=page_size, start_at=start_at)
    return TeamUserPage.of(
        [TeamUserResource.of(one, path, context) for one in found],
        context,
        size=page_size,
        cursor=cursor,
    )


@problems(*_WRITING, UnitNotFound, UnitClosing, AlreadyAssigned, TooManyTeams)
def assign_team_user(
    tenant_id: str,
    path: UnitPath,
    request: AssignTeamUserRequest,
    context: RequestContext,
    team_users: TeamUsers,
) -> Response[TeamUserReply]:
    """Put a member of the tenant into a team."""
    one = team_users.assign_team_user(context, tenant_id, path, request.user_id)
    location = href("get_tenant_user", tenant_id=tenant_id, user_id=one.user_id)
    return created(TeamUserReply.of(TeamUserResource.of(one, path, context), context), location)


@problems(*_WRITING)
def unassign_team_user(
    tenant_id: str,
    path: UnitPath,
    user_id: str,
    context: RequestContext,
    team_users: TeamUsers,
) -> Response[Any]:
    """Take a person out of a team; they stay in the tenant."""
    team_users.unassign_team_user(context, tenant_id, path, user_id)
    return deleted()
