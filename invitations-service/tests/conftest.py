"""Fixtures of this service's tests: its API on a fresh table, with a tenant, its people, and the sent e-mails."""

import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from chassis.access.caller import Caller, Role
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.table import Select, Table
from chassis.errors import ProblemError
from chassis.http.request_context import RequestContext, make_context
from chassis.http.sealing import Seal
from chassis.runtime import clients
from chassis.testing import FrozenClock, caller, http_event
from chassis.testing.contents import contents
from invitations import dependencies
from invitations.api import api
from invitations.dao.keys import MEMBER_PREFIX, tenant_partition
from invitations.dao.keys import role_holder as staff_key
from invitations.dao.keys import seats as seats_key
from invitations.domain.invitation import Invitation
from invitations.domain.member import Member
from invitations.domain.token import token_hash

KEY = "invitation-key-of-a-test"
STAFF = caller(Role.PLATFORM_ADMIN)
LIST = "/v1.0/tenants/{tenant_id}/invitations"
ONE = f"{LIST}/{{invitation_id}}"


def forget_dependencies() -> None:
    for made in vars(dependencies).values():
        if hasattr(made, "cache_clear"):
            made.cache_clear()


def counts(item: dict) -> bool:
    return item["PK"].startswith("ATTEMPTS#")


@dataclass
class World:
    """A tenant, its administrator, and everything that the service did to the table."""

    table: Table
    clock: FrozenClock
    tenant_id: str
    admin: Caller
    asked: int = 0
    staff: Caller = STAFF

    def ask(self, method: str, path: str, who: Caller | None = None, **options) -> tuple[int, dict]:
        """Send one request to the function's handler; return status and body."""
        reply = api(http_event(method, path, caller=who, **options), None)
        return reply["statusCode"], json.loads(reply["body"])

    def invite(
        self, email: str = "new@example.com", who: Caller | None = None, headers=None, **wish
    ) -> tuple[int, dict]:
        body = {"email": email, "role": "tenant_operator", **wish}
        return self.ask("POST", LIST, who or self.admin, parameters=self.here, body=body, headers=headers)

    def event(self, method: str, path: str, email: str) -> dict:
        body = {"email": email, "role": "tenant_operator"}
        return http_event(method, path, caller=self.admin, parameters=self.here, body=body)

    def invited(self, email: str = "new@example.com", **wish) -> tuple[str, str]:
        """Create an invitation; return its id and its secret."""
        status, body = self.invite(email, **wish)
        assert status == 201, body
        return body["data"]["invitationId"], self.token(body["data"]["invitationId"])

    def one(self, method: str, invitation_id: str, act: str = "", who: Caller | None = None, **options):
        parameters = {**self.here, "invitation_id": invitation_id}
        return self.ask(method, ONE + act, who or self.admin, parameters=parameters, **options)

    def answer(self, act: str, token: str, who: Caller | None = None, headers=None, **more) -> tuple[int, dict]:
        reply = api(self.answer_event(act, token, who, headers, **more), None)
        return reply["statusCode"], json.loads(reply["body"])

    def answer_event(self, act: str, token: str, who: Caller | None = None, headers=None, **more) -> dict:
        """Build a request from a new source address, or from `source`, so that only tests of the limit reach it."""
        self.asked += 1
        source = more.pop("source", f"10.{self.asked >> 16}.{self.asked >> 8 & 255}.{self.asked & 255}")
        path, body = f"/v1.0/invitations/{act}", {"token": token, **more}
        return http_event("POST", path, caller=who, body=body, headers=headers, source=source)

    @property
    def here(self) -> dict[str, str]:
        return {"tenant_id": self.tenant_id}

    def person(self, email: str = "new@example.com") -> Caller:
        return Caller(f"user-{uuid.uuid5(uuid.NAMESPACE_DNS, email)}", email)

    def put_tenant(self, status: str = "ACTIVE", tenant_id: str | None = None) -> None:
        tenant_id = tenant_id or self.tenant_id
        item = {"tenantId": tenant_id, "organizationName": "Acme Bakeries", "status": status, "version": 1}
        self.put({"PK": f"TENANT#{tenant_id}", "SK": "METADATA", **item})

    def put_member(self, who: Caller, role: Role = Role.TENANT_ADMIN, *, active: bool = True) -> None:
        member = Member(
            tenant_id=self.tenant_id,
            user_id=who.user_id,
            email=who.email,
            role=role,
            assigned_at="2026-01-01T00:00:00.000Z",
            assigned_by="root@example.com",
            active=active,
        )
        former = self.member(who)
        self.put(dependencies.reservations().tenancy.member_item(member))
        came = int(active) - int(bool(former and former["active"]))
        self.table.update(seats_key(self.tenant_id), UpdateExpression(add={"taken": came}), Condition())

    def put_profile(self, who: Caller) -> None:
        """Store the profile of a person who has signed in, as the authorizer does."""
        own = {"PK": f"USER#{who.user_id}", "SK": "PROFILE", "userId": who.user_id, "email": who.email}
        by_address = {"GSI4PK": f"EMAIL#{who.email}", "GSI4SK": f"USER#{who.user_id}"}
        by_id = {"GSI1PK": f"USER#{who.user_id}", "GSI1SK": "PROFILE"}
        self.put({**own, **by_address, **by_id, "entityType": "PROFILE"})

    def put_staff(self, who: Caller) -> None:
        key = staff_key(self.tenant_id, who.user_id, staff=True)
        self.put({**key, "entityType": "STAFF", "role": who.platform_role.value, "active": True})

    def put_team(self, name: str = "North", team_id: str = "team-1", *, active: bool = True) -> str:
        """Store a team as the tenants service writes it; return its path of ids, joined by `#`."""
        unit = {"tenantId": self.tenant_id, "level": "TEAM", "unitId": team_id, "divisionId": "div-1"}
        by_id = {"GSI4PK": f"TENANT#{self.tenant_id}#TEAM#{team_id}", "GSI4SK": "TEAM"}
        key = {"PK": f"TENANT#{self.tenant_id}", "SK": f"HIERARCHY#div-1#grp-1#{team_id}"}
        more = {"groupId": "grp-1", "name": name, "active": active, "children": 0, "entityType": "UNIT"}
        self.put({**key, **unit, **by_id, **more})
        return f"div-1#grp-1#{team_id}"

    def member(self, who: Caller) -> dict | None:
        return self.table.get({"PK": f"TENANT#{self.tenant_id}", "SK": f"USER#{who.user_id}"})

    def seats(self) -> int:
        """The number of seats that live invitations take: all taken seats minus those of members."""
        here = [item for item in self.own(MEMBER_PREFIX) if item["active"]]
        return self.table.get(seats_key(self.tenant_id))["taken"] - len(here)

    def own(self, prefix: str) -> list[dict]:
        """The tenant's items whose sort key begins with `prefix`; reads one partition, not the whole table."""
        select = Select(("PK", tenant_partition(self.tenant_id)), prefix=("SK", prefix))
        page = self.table.page(select, size=1000)
        assert page.last_key is None
        return page.items

    def put_seats(self, taken: int) -> None:
        """Set the number of taken seats."""
        self.table.update(seats_key(self.tenant_id), UpdateExpression(set={"taken": taken}), Condition())

    def set_tier(self, tier: str) -> None:
        dependencies.instance_event_handler().tenancy.follow_tier(self.tenant_id, tier, 1)

    def put(self, item: dict) -> None:
        self.table.put(item, Condition())

    def items(self, kind: str | None = None) -> list[dict]:
        """All items of the table, or those of one kind; counters of attempts only when their kind is named."""
        found = contents(self.table)
        return [item for item in found if item.get("entityType") == kind or (kind is None and not counts(item))]

    def sent(self, name: str) -> list[dict]:
        """The payloads of the tenant's outbox messages with that name, the oldest first."""
        lines = sorted(self.own("OUTBOX#"), key=lambda line: line["createdAt"])
        return [line["body"]["payload"] for line in lines if line["name"] == name]

    def token(self, invitation_id: str) -> str:
        """The invitation's present secret, decrypted from its e-mails as the mailer does."""
        emails = [one for one in self.sent("INVITATION_SENT") if one["invitationId"] == invitation_id]
        place = (self.tenant_id, invitation_id)
        current = self.table.get({"PK": f"TENANT#{self.tenant_id}", "SK": f"INVITATION#{invitation_id}"})["tokenHash"]
        secrets = (Seal(KEY).open(email["sealedToken"], place) for email in emails)
        return next(secret for secret in secrets if token_hash(secret) == current)

    def audit(self) -> list[str]:
        """The types of all audit entries, by time; at equal times, the creation comes first."""
        entries = [(entry["timestamp"], entry["eventType"]) for entry in self.items("AUDIT")]
        return [name for _, name in sorted(entries, key=lambda one: (one[0], one[1] != "INVITATION_CREATED"))]

    def call(self, who: Caller, key: str | None = None) -> RequestContext:
        """A request context for races, which call the services: the HTTP resolver handles one request at a time."""
        headers = {"x-viewer-address": "192.0.2.1"} | ({"idempotency-key": key} if key else {})
        return make_context("raced", who, "trace-1", headers, "body")

    @staticmethod
    def race(act: Callable[[int], Invitation], count: int) -> list[tuple[int, Invitation | None]]:
        """Run `act` in `count` threads; return 200 and the invitation, or the status of the problem, per thread."""

        def one(number: int) -> tuple[int, Invitation | None]:
            try:
                return 200, act(number)
            except ProblemError as problem:
                return problem.status, None

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(one, range(count)))


@pytest.fixture
def world(tables: Callable[[str], str], clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An active tenant with one administrator."""
    monkeypatch.setenv("INVITATION_KEY", KEY)
    monkeypatch.setattr(dependencies, "utc_now", clock)
    forget_dependencies()
    tenant_id = f"tenant-{uuid.uuid4()}"
    admin = Caller("user-admin", "admin@example.com", None, {tenant_id: Role.TENANT_ADMIN})
    made = World(Table(clients.dynamodb(), tables("tenants")), clock, tenant_id, admin)
    made.put_tenant()
    made.put_member(admin)
    made.put_staff(made.staff)
    yield made
    forget_dependencies()
