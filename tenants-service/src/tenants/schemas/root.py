"""The API's root and the caller, on the wire."""

from typing import Annotated, Self

from pydantic import Field

from chassis.access.caller import Role
from chassis.access.links import Relations, offer
from chassis.http.envelope import Linked, LinkResource, Reply, Wire
from chassis.http.field_types import EmailAddress, TenantId, UserId, items, line
from chassis.http.request_context import RequestContext
from tenants.domain.links import MEMBERSHIP_LINKS, ROOT_LINKS, USER_LINKS, root_offer

NAME = "Managed WordPress control plane"
VERSION = "1.0.0"
SCOPE = "openid email profile"
Address = Annotated[str, line(500, "https://sign-in.managed-wordpress.example/oauth2/authorize")]


class MembershipResource(Linked):
    """The caller's role in one tenant."""

    relations = Relations(MEMBERSHIP_LINKS)

    tenant_id: TenantId
    role: Role

    @classmethod
    def of(cls, tenant_id: str, role: Role, context: RequestContext) -> Self:
        """The membership, with links to the tenant."""
        offered = offer(MEMBERSHIP_LINKS, caller=context.caller, tenant_id=tenant_id, ids={"tenant_id": tenant_id})
        return cls.model_validate({"tenant_id": tenant_id, "role": role, "links": offered.links})


class UserResource(Linked):
    """The caller, with all their roles."""

    relations = Relations(USER_LINKS)

    user_id: UserId
    email: EmailAddress
    platform_role: Role | None = Field(description="The role as platform staff, null for customers.")
    memberships: Annotated[list[MembershipResource], items(1000)]

    @classmethod
    def of(cls, context: RequestContext) -> Self:
        """The caller."""
        caller = context.caller
        members = [MembershipResource.of(tenant, role, context) for tenant, role in sorted(caller.memberships.items())]
        offered = offer(USER_LINKS, caller=caller, tenant_id=None, ids={})
        return cls(
            user_id=caller.user_id,
            email=caller.email,
            platform_role=caller.platform_role,
            memberships=members,
            links={rel: LinkResource.model_validate(link) for rel, link in offered.links.items()},
        )


class SignInResource(Wire):
    """Where people sign in or make an account: the OAuth 2.0 authorization code flow with PKCE (RFC 7636, S256)."""

    authorization_url: Address = Field(description="Open it with the parameters of RFC 6749 §4.1.1.")
    sign_up_url: Address = Field(description="The same parameters; for invited people without an account.")
    token_url: Address = Field(description="Send the code and its verifier here; `id_token` is your bearer token.")
    client_id: Annotated[str, line(128, "4h2k8example1client")]
    scope: Annotated[str, line(100, SCOPE)]

    @classmethod
    def at(cls, address: str, client_id: str) -> Self:
        """The pages of the identity pool at `address`."""
        return cls(
            authorization_url=f"{address}/oauth2/authorize",
            sign_up_url=f"{address}/signup",
            token_url=f"{address}/oauth2/token",
            client_id=client_id,
            scope=SCOPE,
        )


class RootResource(Linked):
    """The API; its links show everything that the caller may do."""

    relations = Relations(ROOT_LINKS, reads=("operations", "docs"), withheld=("operations",))

    name: Annotated[str, line(100, "Managed WordPress control plane")]
    version: Annotated[str, line(16, "1.0.0")]
    sign_in: SignInResource
    caller: UserResource | None = Field(description="Null until you sign in.")

    @classmethod
    def of(cls, context: RequestContext, docs_url: str, sign_in: SignInResource) -> Self:
        """The API with the links of `call.caller`."""
        offered = root_offer(context.caller)
        caller = UserResource.of(context) if context.caller.signed_in else None
        docs = {"docs": {"href": docs_url}} if docs_url else {}  # no link to a page that nothing serves
        links = {**offered.links, **docs}
        known = {"name": NAME, "version": VERSION, "sign_in": sign_in, "caller": caller}
        return cls.model_validate({**known, "links": links, "unavailable": offered.unavailable})


class RootReply(Reply[RootResource]):
    """The API."""


class UserReply(Reply[UserResource]):
    """The caller."""
