"""Invitations write into the tenants table (ADR 0013): what they write there is what the tenants service would."""

from dataclasses import replace
from datetime import UTC, datetime

from chassis.access.caller import Role
from chassis.dynamodb.items import from_item
from chassis.dynamodb.table import Table
from chassis.http.sealing import Seal
from chassis.messaging.outbox import Outbox
from invitations.dao import keys
from invitations.dao.audit_dao import AuditDAO
from invitations.dao.team_dao import TeamDAO
from invitations.dao.tenancy_dao import TenancyDAO
from invitations.domain.invitation import Invitation, Inviter, Team
from invitations.domain.lifecycle import InvitationStatus
from invitations.domain.member import Member
from invitations.messages import GROUP_SYNC, InvitationMessages
from tenants.dao import keys as owner
from tenants.dao.member_dao import MemberDAO
from tenants.dao.membership_dao import MembershipDAO
from tenants.dao.unit_dao import UnitDAO
from tenants.domain.audit import AuditEvent
from tenants.domain.membership import GROUP_SYNC as OWNERS_GROUP_SYNC
from tenants.domain.membership import Membership, Profile, StaffMember, TeamMember
from tenants.domain.unit import Level, Unit
from tenants.messages import TenantMessages

NOW = datetime(2026, 2, 21, 8, tzinfo=UTC)
AT = "2026-02-21T08:00:00.000Z"
TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
INVITER = Inviter(user_id="user-1", email="admin@example.com", role=Role.TENANT_ADMIN)
INVITATION = Invitation(
    invitation_id="inv-1",
    tenant_id=TENANT,
    email="new@example.com",
    role=Role.TENANT_ADMIN,
    status=InvitationStatus.PENDING,
    organization_name="Acme",
    inviter=INVITER,
    created_at=AT,
    created_by=INVITER.email,
    updated_at=AT,
    updated_by=INVITER.email,
    expires_at=AT,
)
MEMBER = Membership(
    tenant_id=TENANT,
    user_id="user-2",
    email="new@example.com",
    role=Role.TENANT_ADMIN,
    assigned_at=AT,
    assigned_by=INVITER.email,
)
JOINED = Member(
    tenant_id=TENANT,
    user_id="user-2",
    email="new@example.com",
    role=Role.TENANT_ADMIN,
    assigned_at=AT,
    assigned_by=INVITER.email,
)
TEAM = Team(place="div-1#grp-1#team-1", name="North")
UNASKED: Table = Table(None, "t")  # type: ignore[arg-type] - lines are made without a client


def test_a_person_who_joins_is_written_as_the_tenants_service_reads_them():
    assert TenancyDAO.member_item(JOINED) == MembershipDAO.item(MEMBER)


def test_an_administrator_who_joins_is_counted_as_one_who_leaves():
    """The same item; the tenants service protects the last one."""
    joined = TenancyDAO(UNASKED).join_writes(JOINED, again=False)["admins"].request()
    left = MemberDAO(UNASKED).update_writes(MEMBER, replace(MEMBER, active=False))["admins"].request()

    assert joined["Update"]["Key"] == left["Update"]["Key"]
    assert joined["Update"]["UpdateExpression"] == left["Update"]["UpdateExpression"]


def test_a_seat_is_taken_where_it_is_given_back():
    ours, owners = TenancyDAO(UNASKED), MemberDAO(UNASKED)

    assert ours.free_seat_write(TENANT).request() == owners.free_seat_write(TENANT).request()


def test_a_person_is_found_by_address_where_the_tenants_service_keeps_them():
    profile = MembershipDAO.item(Profile(user_id="user-2", email="new@example.com", first_seen_at=AT))

    assert profile["GSI4PK"] == keys.email_partition("new@example.com")
    assert profile["userId"] == "user-2"
    assert MembershipDAO.item(MEMBER)["GSI1PK"] == keys.user_partition("user-2")
    assert MembershipDAO.item(MEMBER)["entityType"] == "MEMBER"


def test_a_person_who_joins_a_team_is_written_as_one_who_is_put_into_it():
    """The person in the team, their own record, the count of the team: the same lines, conditions included."""
    member = replace(MEMBER, teams=(TEAM.place,))
    in_team = TeamMember(
        tenant_id=TENANT,
        team_id="team-1",
        team=TEAM.place,
        user_id="user-2",
        email="new@example.com",
        joined_at=AT,
        added_by=INVITER.email,
    )
    joined = TenancyDAO.member_item(replace(JOINED, teams=(TEAM.place,)))
    lines = TeamDAO(UNASKED).join_writes(INVITATION, TEAM, "user-2", AT)
    owners, path = MemberDAO(UNASKED), tuple(TEAM.place.split("#"))

    assert joined == MembershipDAO.item(member)
    assert lines["joined"].request() == owners.join_team_write(in_team).request()
    assert lines["team"].request() == owners.count_team_member_write(TENANT, path).request()


def test_a_team_is_found_where_the_tenants_service_keeps_it():
    item = UnitDAO.item(unit(Level.TEAM))

    assert item["GSI4PK"] == keys.team_partition(TENANT, "team-1")
    assert keys.team(TENANT, TEAM.place) == {"PK": item["PK"], "SK": item["SK"]}
    assert (item["name"], item["active"]) == ("North", True)
    assert "GSI4PK" not in UnitDAO.item(unit(Level.GROUP))


def unit(level: Level) -> Unit:
    return Unit(
        tenant_id=TENANT,
        level=level,
        unit_id="team-1",
        division_id="div-1",
        group_id="grp-1",
        name="North",
        created_at=AT,
        created_by="a@b.com",
        updated_at=AT,
        updated_by="a@b.com",
    )


def test_the_identity_pool_is_asked_in_the_same_words():
    messages = InvitationMessages(Outbox("t"), Seal("key"))
    ours = messages.sync_groups(TENANT, "user-2", "trace-1", NOW).item
    theirs = TenantMessages(Outbox("t")).sync_groups(TENANT, "user-2", "trace-1", NOW).item

    random = {"SK", "body"}
    assert {k: v for k, v in ours.items() if k not in random} == {k: v for k, v in theirs.items() if k not in random}
    assert ours["body"].keys() == theirs["body"].keys()
    assert ours["body"]["payload"] == theirs["body"]["payload"]
    assert GROUP_SYNC == OWNERS_GROUP_SYNC


def test_whoever_invites_is_found_where_the_tenants_service_keeps_them():
    admin = MembershipDAO.item(MEMBER)
    staff = MembershipDAO.item(
        StaffMember(user_id="user-2", email="s@b.com", role=Role.PLATFORM_ADMIN, assigned_at=AT, assigned_by="x@b.com")
    )

    for item, is_staff in ((admin, False), (staff, True)):
        key = keys.role_holder(TENANT, "user-2", staff=is_staff)
        assert key == {"PK": item["PK"], "SK": item["SK"]}
        assert (item["active"], item["role"]) in ((True, "tenant_admin"), (True, "platform_admin"))


def test_an_entry_of_the_audit_trail_reads_as_one_of_theirs():
    line = AuditDAO("t").event_write(
        "INVITATION_CREATED", None, INVITATION, actor="a@b.com", trace_id="trace-1", now=NOW
    )
    entry = from_item(AuditEvent, line.item)

    assert (entry.event_type, entry.resource_type, entry.resource_id) == ("INVITATION_CREATED", "INVITATION", "inv-1")
    assert (entry.before, entry.after["status"], entry.correlation_id) == ({}, "PENDING", "trace-1")
    key = owner.audit_event(TENANT, AT, entry.event_id)
    assert key == {"PK": line.item["PK"], "SK": line.item["SK"]}


def test_keys_of_shared_items_are_the_same():
    assert keys.tenant(TENANT) == owner.tenant(TENANT)
    assert keys.member(TENANT, "user-2") == owner.member(TENANT, "user-2")
    assert keys.MEMBER_PREFIX == owner.MEMBERS
    assert keys.admin_counter(TENANT) == owner.admin_counter(TENANT)
