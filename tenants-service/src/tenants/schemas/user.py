"""People on the wire: profiles, roles in a tenant, and teams."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from chassis.access.caller import Role
from chassis.access.links import Offer, Relations, offer
from chassis.http.envelope import Linked, PageReply, Reply, Request, Wire, example
from chassis.http.field_types import (
    Actor,
    EmailAddress,
    TenantId,
    Timestamp,
    UserId,
    identifier,
    items,
)
from chassis.http.given_ids import GivenUserId
from chassis.http.request_context import RequestContext
from tenants.domain.links import MEMBER_LINKS, PERSON_LINKS, TEAM_USER_LINKS, member_offer
from tenants.domain.membership import Membership, Profile, TeamMember
from tenants.domain.tenant import TenantStatus
from tenants.domain.unit import Path


class TenantRole(StrEnum):
    """The roles that a person can have in a tenant."""

    ADMIN = "tenant_admin"
    OPERATOR = "tenant_operator"
    VIEWER = "tenant_viewer"


class UpdateUserRoleRequest(Request):
    """The role that replaces the person's present role."""

    model_config = example(role="tenant_viewer")

    role: TenantRole


class AssignTeamUserRequest(Request):
    """The member of the tenant who joins the team."""

    model_config = example(userId="user-1b4e28ba-2fa1-4d2e-883f-0016d3cca427")

    user_id: GivenUserId


class TeamPathResource(Wire):
    """A team, by its path of ids."""

    division_id: Annotated[str, identifier("div")]
    group_id: Annotated[str, identifier("grp")]
    team_id: Annotated[str, identifier("team")]

    @classmethod
    def of(cls, team: str) -> Self:
        """Read the path from a membership's record."""
        division, group, own = team.split("#")
        return cls(division_id=division, group_id=group, team_id=own)


class MemberResource(Linked):
    """A person's role in a tenant."""

    relations = Relations(MEMBER_LINKS)

    tenant_id: TenantId
    user_id: UserId
    email: EmailAddress
    role: Role
    assigned_at: Timestamp
    assigned_by: Actor
    changed_at: Timestamp | None
    changed_by: Actor | None
    teams: Annotated[list[TeamPathResource], items(100)]

    @classmethod
    def of(
        cls, member: Membership, context: RequestContext, status: TenantStatus | None = None, admins: int = 0
    ) -> Self:
        """The person as `call.caller` may see them; without the tenant's `status` they have only links to reads."""
        return cls.model_validate(_shown(member, _offered(member, context, status, admins)))


def _offered(member: Membership, context: RequestContext, status: TenantStatus | None, admins: int) -> Offer:
    if status:
        return member_offer(member, context.caller, status, admins)
    reads = [link for link in MEMBER_LINKS if link.target.reads]
    ids = {"tenant_id": member.tenant_id, "user_id": member.user_id}
    return offer(reads, caller=context.caller, tenant_id=member.tenant_id, ids=ids)


def _shown(member: Membership, offered: Offer) -> dict[str, object]:
    teams = [TeamPathResource.of(team) for team in member.teams or ()]
    return {**vars(member), "teams": teams, "links": offered.links, "unavailable": offered.unavailable}


class TeamUserResource(Linked):
    """A person in a team."""

    relations = Relations(TEAM_USER_LINKS)

    tenant_id: TenantId
    team_id: Annotated[str, identifier("team")]
    user_id: UserId
    email: EmailAddress
    joined_at: Timestamp
    added_by: Actor

    @classmethod
    def of(cls, one: TeamMember, path: Path, context: RequestContext) -> Self:
        """The person as `call.caller` may see them."""
        ids = dict(zip(("division_id", "group_id", "team_id"), path, strict=True))
        ids |= {"tenant_id": one.tenant_id, "user_id": one.user_id}
        offered = offer(TEAM_USER_LINKS, caller=context.caller, tenant_id=one.tenant_id, ids=ids)
        return cls.model_validate({**vars(one), "links": offered.links})


class PersonResource(Linked):
    """A person's profile, and their roles in the tenants that you may see."""

    relations = Relations(PERSON_LINKS)

    user_id: UserId
    email: EmailAddress
    first_seen_at: Timestamp
    memberships: Annotated[list[MemberResource], items(1000)] = Field(
        description="All of them for yourself; else those in tenants you share."
    )

    @classmethod
    def of(cls, profile: Profile, members: list[Membership], context: RequestContext) -> Self:
        """The person as `call.caller` may see them."""
        shown = [MemberResource.of(member, context) for member in members]
        offered = offer(PERSON_LINKS, caller=context.caller, tenant_id=None, ids={"user_id": profile.user_id})
        return cls.model_validate({**vars(profile), "memberships": shown, "links": offered.links})


class MemberReply(Reply[MemberResource]):
    """One person's role."""


class MemberPage(PageReply[MemberResource]):
    """A page of people with their roles."""


class TeamUserReply(Reply[TeamUserResource]):
    """A person in a team."""


class TeamUserPage(PageReply[TeamUserResource]):
    """A page of a team's people."""


class PersonReply(Reply[PersonResource]):
    """A person's profile."""
