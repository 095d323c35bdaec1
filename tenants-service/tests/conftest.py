"""Fixtures of this service's tests: its functions on a fresh table."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from chassis.access.caller import Role
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.table import Table
from chassis.messaging.outbox import Outbox
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.testing import caller, http_event
from chassis.testing.contents import contents
from chassis.testing.identity_pool import IdentityPool, serving
from tenants import authorizer_dependencies, dependencies
from tenants.api import api
from tenants.dao import keys
from tenants.dao.membership_dao import MembershipDAO
from tenants.dao.tenant_dao import TenantDAO
from tenants.domain.membership import Membership, Profile
from tenants.domain.tenant import TenantStatus
from tenants.messages import TenantMessages

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
AT = "2026-02-21T08:00:00.000Z"
USERS = "/v1.0/tenants/{tenant_id}/users"
USER = f"{USERS}/{{user_id}}"


@pytest.fixture
def table(tables: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """The fresh tenants table, with the functions' environment set."""
    monkeypatch.setenv("DOCS_URL", "/docs")
    monkeypatch.setenv("SIGN_IN_URL", "https://sign-in.example")
    monkeypatch.setenv("SIGN_IN_CLIENT", "client-1")
    monkeypatch.setenv("EVENT_BUS_NAME", "default")
    forget_dependencies()
    yield Table(clients.dynamodb(), tables("tenants"))
    forget_dependencies()


def forget_dependencies() -> None:
    """Forget cached objects; the next use reads the environment again."""
    for made in (*vars(dependencies).values(), *vars(authorizer_dependencies).values()):
        if hasattr(made, "cache_clear"):
            made.cache_clear()


@pytest.fixture
def ask(table: Table) -> Callable[..., tuple[int, dict, dict]]:
    """Send one request to the function's handler; return status, headers and body."""

    def request(method: str, path: str, who=None, **options) -> tuple[int, dict, dict]:
        reply = api(http_event(method, path, caller=who, **options), None)
        return reply["statusCode"], reply["headers"], json.loads(reply["body"] or "{}")

    return request


@pytest.fixture
def everything(table: Table) -> Callable[[], list[dict]]:
    """All items, to show that a refused request changed nothing."""
    return lambda: contents(table)


@pytest.fixture
def introduce(table: Table) -> Callable[[str, str], Profile]:
    """Store the profile of a person who signs in for the first time."""

    def make(user_id: str, email: str) -> Profile:
        profile = Profile(user_id=user_id, email=email, first_seen_at=AT)
        MembershipDAO(table).put_profile(profile)
        return profile

    return make


@pytest.fixture
def pool() -> Iterator[IdentityPool]:
    """A fresh pool that answers over HTTP."""
    with serving() as fresh:
        yield fresh


@pytest.fixture
def set_status(table: Table) -> Callable[..., None]:
    """Put a tenant into a status, as its instance or earlier acts would have."""

    def move(tenant_id: str, status: TenantStatus) -> None:
        dao = TenantDAO(table)
        before = dao.get(tenant_id)
        dao.transact([dao.update_write(before, replace(before, status=status, version=before.version + 1))])

    return move


@pytest.fixture
def items_of(table: Table) -> Callable[[str], list[dict]]:
    """All items of one kind."""
    return lambda kind: [item for item in contents(table) if item["entityType"] == kind]


@pytest.fixture
def make_tenant(ask: Callable[..., tuple[int, dict, dict]], set_status: Callable[..., None]) -> Callable[..., str]:
    """Create a tenant through the API; return its id."""

    def make(name: str = "Acme", status: TenantStatus = TenantStatus.ACTIVE) -> str:
        body = {"organizationName": name, "contactEmail": "a@example.com", "environment": "dev"}
        answer = ask("POST", "/v1.0/tenants", STAFF, body=body)
        tenant_id = answer[2]["data"]["tenantId"]
        if status is not TenantStatus.PENDING:
            set_status(tenant_id, status)
        return tenant_id

    return make


@pytest.fixture
def tenant_id(make_tenant: Callable[..., str]) -> str:
    """The id of an active tenant."""
    return make_tenant()


def put_member(table: Table, tenant_id: str, name: str, role: Role) -> None:
    """Store a member with what is counted and sent, as the invitations service does when a person joins."""
    member = Membership(
        tenant_id=tenant_id,
        user_id=f"user-{name}",
        email=f"{name}@example.com",
        role=role,
        assigned_at=AT,
        assigned_by=STAFF.email,
    )
    sync = TenantMessages(Outbox(table.name)).sync_groups(tenant_id, member.user_id, "trace-1", utc_now())
    table.put(MembershipDAO.item(member), Condition())
    table.put(sync.item, Condition())
    admins = UpdateExpression(set={"entityType": "ADMINS", "tenantId": tenant_id}, add={"admins": int(member.is_admin)})
    table.update(keys.admin_counter(tenant_id), admins, Condition())
    seats = UpdateExpression(set={"entityType": "SEATS", "tenantId": tenant_id}, add={"taken": 1})
    table.update(keys.seats(tenant_id), seats, Condition())


class People:
    """Requests about the people of one tenant."""

    def __init__(self, ask, introduce, table: Table, tenant_id: str) -> None:
        self.ask, self.introduce, self.table, self.tenant_id = ask, introduce, table, tenant_id

    def known(self, name: str) -> None:
        """Create a person who has signed in."""
        self.introduce(f"user-{name}", f"{name}@example.com")

    def join(self, name: str, role: str = Role.TENANT_VIEWER.value) -> None:
        """Make a person who has signed in a member."""
        self.known(name)
        put_member(self.table, self.tenant_id, name, Role(role))

    def one(self, method: str, name: str, who=STAFF, **options) -> tuple[int, dict]:
        """Send a request about one person."""
        parameters = {"tenant_id": self.tenant_id, "user_id": f"user-{name}"}
        status, _, answer = self.ask(method, USER, who, parameters=parameters, **options)
        return status, answer

    def change(self, name: str, role: str, who=STAFF, **options) -> tuple[int, dict]:
        """Send PUT …/users/{user_id}."""
        return self.one("PUT", name, who, body={"role": role}, **options)

    def remove(self, name: str, who=STAFF, **options) -> tuple[int, dict]:
        """Send DELETE …/users/{user_id}."""
        return self.one("DELETE", name, who, **options)

    def roles(self, **query: str) -> dict[str, str]:
        """The roles of all people by name, from all pages."""
        found: dict[str, str] = {}
        while True:
            _, _, body = self.ask("GET", USERS, STAFF, parameters={"tenant_id": self.tenant_id}, query=query)
            found |= {one["userId"].removeprefix("user-"): one["role"] for one in body["data"]}
            if not body["page"]["moreAvailable"]:
                return found
            query["startAt"] = body["page"]["startAt"]


@pytest.fixture
def people_of(
    ask: Callable[..., tuple[int, dict, dict]], introduce: Callable[[str, str], Profile], table: Table
) -> Callable[[str], People]:
    """The people of any tenant, by its id."""
    return lambda tenant_id: People(ask, introduce, table, tenant_id)


@pytest.fixture
def people(people_of: Callable[[str], People], tenant_id: str) -> People:
    """The people of the test's own tenant."""
    return people_of(tenant_id)
