"""Routes of a tenant's people, and of persons."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from chassis.access.authorization import TenantNotFound
from chassis.access.caller import Role
from chassis.errors import InvalidTransition
from chassis.http.api import CurrentContext, created, deleted
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.routes import Routes
from tenants.domain.errors import AlreadyAssigned, LastAdmin, SeatsTaken, UserNotFound
from tenants.handlers.params import Size, StartAt, Users
from tenants.schemas.user import (
    AssignedReply,
    AssignedResource,
    AssignUserRequest,
    MemberPage,
    MemberReply,
    MemberResource,
    PersonReply,
    PersonResource,
    TenantRole,
    UpdateUserRoleRequest,
)

routes = Routes("users")
_COLLECTION = "/v1.0/tenants/<tenant_id>/users"
_OWN = f"{_COLLECTION}/<user_id>"
_WRITING: Any = [TenantNotFound, UserNotFound, InvalidTransition, IdempotencyMismatch]


@routes.get(_COLLECTION, problems=[TenantNotFound, InvalidCursor])
def list_users(
    tenant_id: str,
    context: CurrentContext,
    users: Users,
    role: Annotated[TenantRole | None, Query()] = None,
    page_size: Size = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> MemberPage:
    """List the people of a tenant with their roles.

    A page may hold fewer than asked for while `moreAvailable` is still true.
    """
    wanted = Role(role) if role else None
    found, cursor = users.list_users(context, tenant_id, role=wanted, size=page_size, start_at=start_at)
    return MemberPage.of(
        [MemberResource.of(member, context) for member in found],
        context,
        path=f"/v1.0/tenants/{tenant_id}/users",
        query={"role": role},
        size=page_size,
        cursor=cursor,
    )


@routes.post(_COLLECTION, status=201, problems=[*_WRITING, AlreadyAssigned, SeatsTaken])
def assign_user(
    tenant_id: str, request: AssignUserRequest, context: CurrentContext, users: Users
) -> Response[AssignedReply]:
    """Give somebody a role in a tenant.

    They must have signed in once; invite whoever has not. Members and live invitations share the seats of the tier.
    """
    member, elsewhere = users.assign_user(
        context, tenant_id, email=request.email, user_id=request.user_id, role=Role(request.role)
    )
    shown = AssignedResource.made(member, context, elsewhere=elsewhere)
    return created(AssignedReply.of(shown, context), f"/v1.0/tenants/{tenant_id}/users/{member.user_id}")


@routes.get(_OWN, problems=[TenantNotFound, UserNotFound])
def get_tenant_user(tenant_id: str, user_id: str, context: CurrentContext, users: Users) -> MemberReply:
    """Get one person of a tenant, by id or e-mail address."""
    member, tenant, admins = users.get_tenant_user(context, tenant_id, user_id)
    return MemberReply.of(MemberResource.of(member, context, tenant.status, admins), context)


@routes.put(_OWN, problems=[*_WRITING, LastAdmin])
def update_user_role(
    tenant_id: str, user_id: str, request: UpdateUserRoleRequest, context: CurrentContext, users: Users
) -> MemberReply:
    """Give a person, named by id or e-mail address, another role; the last administrator stays one."""
    member = users.update_user_role(context, tenant_id, user_id, Role(request.role))
    return MemberReply.of(MemberResource.of(member, context), context)


@routes.put(f"{_OWN}/role", problems=[*_WRITING, LastAdmin])
def set_user_role(
    tenant_id: str, user_id: str, request: UpdateUserRoleRequest, context: CurrentContext, users: Users
) -> MemberReply:
    """Give a person another role: the same as PUT on the person."""
    member = users.update_user_role(context, tenant_id, user_id, Role(request.role))
    return MemberReply.of(MemberResource.of(member, context), context)


@routes.delete(_OWN, status=204, problems=[*_WRITING, LastAdmin])
def unassign_user(tenant_id: str, user_id: str, context: CurrentContext, users: Users) -> Response[Any]:
    """Take a person, named by id or e-mail address, out of a tenant and its teams; they are out within 60 seconds."""
    users.unassign_user(context, tenant_id, user_id)
    return deleted()


@routes.get("/v1.0/users/<user_id>", problems=[UserNotFound])
def get_user(user_id: str, context: CurrentContext, users: Users) -> PersonReply:
    """Get a person, by id or e-mail address: yourself, or somebody with whom you share a tenant."""
    profile, members = users.get_user(context, user_id)
    return PersonReply.of(PersonResource.of(profile, members, context), context)


@routes.get("/v1.0/users/<user_id>/tenants", problems=[UserNotFound, InvalidCursor])
def list_user_tenants(
    user_id: str, context: CurrentContext, users: Users, page_size: Size = DEFAULT_SIZE, start_at: StartAt = None
) -> MemberPage:
    """List a person's roles, in the tenants that you may see."""
    found, cursor = users.list_user_tenants(context, user_id, size=page_size, start_at=start_at)
    return MemberPage.of(
        [MemberResource.of(member, context) for member in found],
        context,
        path=f"/v1.0/users/{user_id}/tenants",
        query={},
        size=page_size,
        cursor=cursor,
    )
