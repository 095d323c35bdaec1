"""A tenant with people, known to every service, for the requests of the catalogue."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from chassis.access.caller import Caller, Role
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.table import Select
from chassis.runtime import clients
from chassis.runtime.ids import slug_of
from chassis.testing.contents import every_item
from instances import dependencies as instances
from instances.domain.tenant import Tenant as TenantCopy
from instances.domain.tenant import TenantStatus as CopiedStatus
from invitations import dependencies as invitations
from sites import dependencies as sites
from sites.domain.site_eligibility import InstanceSnapshot, TenantSnapshot
from tenants import dependencies as tenants
from tenants.dao.membership_dao import MembershipDAO
from tenants.dao.tenant_dao import TenantDAO
from tenants.domain.membership import Profile, StaffMember
from tenants.domain.tenant import TenantStatus
from tests.catalogue.asks import Ask
from tests.catalogue.services import manifests

STAFF = Caller("user-staff", "staff@example.com", Role.PLATFORM_ADMIN)
LARGEST = "ENTERPRISE"


def fresh(prefix: str) -> str:
    """Return a unique name."""
    return f"{prefix}-{uuid.uuid4().hex[:10]}"


def done(ask: Ask) -> dict[str, Any]:
    """Send a request that must be accepted and return its data."""
    reply = ask.send()
    assert reply.accepted, f"{ask.act}: {reply.status} {reply.text[:300]}"
    return reply.body.get("data", {})


@dataclass(frozen=True)
class Harness:
    """An ACTIVE tenant without limits, with one administrator, that may create sites and an instance."""

    tenant_id: str
    admin: Caller

    @classmethod
    def build(cls) -> "Harness":
        """Create one, through the API where it has a route."""
        _create_staff(STAFF)
        who = {"organizationName": fresh("House"), "contactEmail": "owner@example.com", "environment": "dev"}
        tenant_id = done(Ask("create_tenant", STAFF, body=who))["tenantId"]
        _move(tenant_id, TenantStatus.ACTIVE)
        _update_copies(tenant_id)
        harness = cls(tenant_id, _person("admin", {tenant_id: Role.TENANT_ADMIN}))
        harness.add_member(harness.admin, Role.TENANT_ADMIN)
        done(harness.ask("create_division", body={"name": "Ground floor"}))  # from now on each one counts alike
        return harness

    def moved(self, status: TenantStatus) -> "Harness":
        """Set the tenant to another status."""
        _move(self.tenant_id, status)
        return self

    def ask(self, act: str, *, caller: Caller | None = None, body: Any = None, query: Any = None, **ids: str) -> Ask:
        """Build a request to this tenant, by default by its administrator."""
        return Ask(act, caller or self.admin, {"tenant_id": self.tenant_id, **ids}, body, query)

    def add_member(self, person: Caller, role: Role) -> Caller:
        """Make a person a member."""
        known(person)
        done(self.ask("assign_user", caller=STAFF, body={"email": person.email, "role": role.value}))
        return person

    def member(self, role: Role = Role.TENANT_OPERATOR) -> Caller:
        """Create a new member."""
        return self.add_member(_person("member", {self.tenant_id: role}), role)

    def outbox(self, name: str) -> list[dict[str, Any]]:
        """Return the payloads of the outbox messages of that name, oldest first."""
        select = Select(("PK", f"TENANT#{self.tenant_id}"), ("SK", "OUTBOX#"))
        lines = [line for line in tenants.table().page(select, size=1000).items if line["name"] == name]
        return [line["body"]["payload"] for line in sorted(lines, key=lambda line: line["createdAt"])]


def known(person: Caller) -> Caller:
    """Store the profile of a person who has signed in once."""
    profile = Profile(user_id=person.user_id, email=person.email, first_seen_at="2026-02-21T08:00:00.000Z")
    MembershipDAO(tenants.table()).put_profile(profile)
    return person


def stranger(name: str = "stranger") -> Caller:
    """Create a person without any tenant."""
    return _person(name, {})


def _person(name: str, memberships: dict[str, Role]) -> Caller:
    own = fresh(name)
    return Caller(f"user-{own}", f"{own}@example.com", None, memberships)


def _create_staff(person: Caller) -> None:
    """Make a person staff, because an inviter's role is checked in the table."""
    held = StaffMember(
        user_id=person.user_id,
        email=person.email,
        role=person.platform_role,
        assigned_at="2026-02-21T08:00:00.000Z",
        assigned_by="owner@example.com",
    )
    tenants.table().put(MembershipDAO.item(held), Condition())


def _move(tenant_id: str, status: TenantStatus) -> None:
    dao = TenantDAO(tenants.table())
    before = dao.get(tenant_id)
    assert before
    dao.transact([dao.update_write(before, replace(before, status=status, version=before.version + 1))])


def _update_copies(tenant_id: str) -> None:
    """Update the copies of other services, as the events of the tenant and its instance do."""
    copy = TenantCopy(
        tenant_id=tenant_id,
        organization_name="House",
        contact_email="owner@example.com",
        environment="dev",
        status=CopiedStatus.ACTIVE,
        slug=slug_of(tenant_id),
        version=2,
    )
    instances.tenant_dao().apply(copy)
    eligibility = sites.site_service().eligibility
    eligibility.apply_tenant(TenantSnapshot(tenant_id=tenant_id, status="ACTIVE", version=2))
    eligibility.apply_instance(InstanceSnapshot(tenant_id=tenant_id, state="ACTIVE", tier=LARGEST, version=2))
    invitations.instance_event_handler().tenancy.follow_tier(tenant_id, LARGEST, 2)


def kept(tables: Callable[[str], str]) -> Iterator[tuple[str, Item]]:
    """Everything that all services keep: the name of a table, and an item of it."""
    for name in [tables(table) for manifest in manifests() for table in manifest.get("tables") or {}]:
        for item in every_item(clients.dynamodb(), name):
            yield name, item


def dump(tables: Callable[[str], str]) -> list[str]:
    """The same, comparable; but for counts of attempts, which every request may raise."""
    items = (item for _, item in kept(tables))
    return sorted(repr(sorted(item.items())) for item in items if item.get("entityType") != "ATTEMPTS")
