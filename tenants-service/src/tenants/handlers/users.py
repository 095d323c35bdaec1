"""Handlers of a tenant's people, and of people across tenants."""

from typing import Any

from chassis.access.authorization import TenantNotFound
from chassis.access.caller import Role
from chassis.errors import InvalidTransition
from chassis.http.envelope import PageSize, StartAt
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response, deleted
from chassis.http.routes import problems
from tenants.domain.errors import LastAdmin, UserNotFound
from tenants.handlers.params import Users
from tenants.schemas.user import (
    MemberPage,
    MemberReply,
    MemberResource,
    PersonReply,
    PersonResource,
    TenantRole,
    UpdateUserRoleRequest,
)

_WRITING: Any = [TenantNotFound, UserNotFound, InvalidTransition, IdempotencyMismatch]


@problems(TenantNotFound, InvalidCursor)
def list_users(
    tenant_id: str,
    context: RequestContext,
    users: Users,
    role: TenantRole | None = None,
    page_size: PageSize = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> MemberPage:
    """List the people of a tenant with their roles.

    A page may have fewer people than you asked for although `moreAvailable` is true.
    """
    wanted = Role(role) if role else None
    found, cursor = users.list_users(context, tenant_id, role=wanted, size=page_size, start_at=start_at)
    return MemberPage.of(
        [MemberResource.of(member, context) for member in found],
        context,
        size=page_size,
        cursor=cursor,
    )


@problems(TenantNotFound, UserNotFound)
def get_tenant_user(tenant_id: str, user_id: str, context: RequestContext, users: Users) -> MemberReply:
    """Get one person of a tenant, by id or e-mail address."""
    member, tenant, admins = users.get_tenant_user(context, tenant_id, user_id)
    return MemberReply.of(MemberResource.of(member, context, tenant.status, admins), context)


@problems(*_WRITING, LastAdmin)
def update_user_role(
    tenant_id: str, user_id: str, request: UpdateUserRoleRequest, context: RequestContext, users: Users
) -> MemberReply:
    """Give a person, named by id or e-mail address, another role; the last administrator stays one."""
    member = users.update_user_role(context, tenant_id, user_id, Role(request.role))
    return MemberReply.of(MemberResource.of(member, context), context)


@problems(*_WRITING, LastAdmin)
def set_user_role(
    tenant_id: str, user_id: str, request: UpdateUserRoleRequest, context: RequestContext, users: Users
) -> MemberReply:
    """Give a person another role: the same as PUT on the person."""
    member = users.update_user_role(context, tenant_id, user_id, Role(request.role))
    return MemberReply.of(MemberResource.of(member, context), context)


@problems(*_WRITING, LastAdmin)
def unassign_user(tenant_id: str, user_id: str, context: RequestContext, users: Users) -> Response[Any]:
    """Take a person, named by id or e-mail address, out of a tenant and its teams; they are out within 60 seconds."""
    users.unassign_user(context, tenant_id, user_id)
    return deleted()


@problems(UserNotFound)
def get_user(user_id: str, context: RequestContext, users: Users) -> PersonReply:
    """Get a person, by id or e-mail address: yourself, or a person who shares a tenant with you."""
    profile, members = users.get_user(context, user_id)
    return PersonReply.of(PersonResource.of(profile, members, context), context)


@problems(UserNotFound, InvalidCursor)
def list_user_tenants(
    user_id: str, context: RequestContext, users: Users, page_size: PageSize = DEFAULT_SIZE, start_at: StartAt = None
) -> MemberPage:
    """List a person's roles, in the tenants that you may see."""
    found, cursor = users.list_user_tenants(context, user_id, size=page_size, start_at=start_at)
    return MemberPage.of(
        [MemberResource.of(member, context) for member in found],
        context,
        size=page_size,
        cursor=cursor,
    )
