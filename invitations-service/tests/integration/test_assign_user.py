"""assign_user: staff and people who share a tenant add a member at once; everybody else invites, whoever it is."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chassis.access.caller import Caller, Role
from chassis.testing.faults import calls_counted
from invitations import dependencies

USERS = "/v1.0/tenants/{tenant_id}/users"
OTHER = "tenant-00000000-0000-4000-8000-00000000000a"
JO = "jo@example.com"
KEY = {"idempotency-key": "order-4711"}


def assign(world, email: str = JO, who: Caller | None = None, headers=None, **body) -> tuple[int, dict]:
    body = {"email": email, "role": "tenant_operator", **body}
    return world.ask("POST", USERS, who or world.staff, parameters=world.here, body=body, headers=headers)


def known(world, email: str = JO, *tenants: str) -> Caller:
    """A person who has signed in and is a member of `tenants`."""
    person, here = world.person(email), world.tenant_id
    world.put_profile(person)
    for world.tenant_id in tenants:
        world.put_member(person, Role.TENANT_VIEWER)
    world.tenant_id = here
    return person


def admin_also_in(world, tenant_id: str) -> Caller:
    return replace(world.admin, memberships={**world.admin.memberships, tenant_id: Role.TENANT_VIEWER})


class TestStaff:
    def test_gives_a_role_to_a_person_who_has_signed_in(self, world):
        person = known(world)

        status, body = assign(world, "Jo@Example.com")

        assert status == 201
        shown = {name: body["data"][name] for name in ("tenantId", "userId", "email", "role", "assignedBy", "warnings")}
        assert shown == {
            "tenantId": world.tenant_id,
            "userId": person.user_id,
            "email": JO,
            "role": "tenant_operator",
            "assignedBy": world.staff.email,
            "warnings": [],
        }
        assert {"self", "collection", "user", "tenants"} == set(body["_links"])
        assert (world.member(person)["role"], world.audit()) == ("tenant_operator", ["USER_ASSIGNED"])

    def test_warns_of_other_tenants(self, world):
        known(world, JO, OTHER)

        assert assign(world)[1]["data"]["warnings"] == ["This person is a member of other tenants too."]

    def test_refuses_a_person_who_has_never_signed_in(self, world):
        before = world.items()

        status, body = assign(world, "new@example.com")

        assert (status, body["code"], world.items()) == (404, "USER_NOT_FOUND", before)

    def test_refuses_an_id_that_is_not_the_addresss(self, world):
        known(world)

        assert assign(world, userId="user-other")[0] == 404

    def test_refuses_a_second_role_and_lets_only_one_of_many_through(self, world):
        person = known(world)
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: assign(world), range(6)))

        assert sorted(status for status, _ in answers) == [201, *[409] * 5]
        assert assign(world)[1]["code"] == "ALREADY_MEMBER"
        assert world.member(person)["active"]

    def test_takes_back_a_person_who_was_removed(self, world):
        person = known(world)
        world.put_member(person, Role.TENANT_ADMIN, active=False)

        assert assign(world)[0] == 201
        assert (world.member(person)["active"], world.member(person)["role"]) == (True, "tenant_operator")

    @pytest.mark.parametrize(
        "body",
        [{"role": "platform_admin"}, {"role": "Admin"}, {"email": "nobody"}, {"tenantId": "tenant-1"}, {"userId": "x"}],
    )
    def test_refuses_what_is_no_role_or_person(self, world, body):
        known(world)

        assert assign(world, **body)[0] == 400

    @pytest.mark.parametrize("status", ["PENDING", "SUSPENDED", "PARKED", "DEPROVISIONED"])
    def test_needs_an_active_tenant(self, world, status):
        known(world)
        world.put_tenant(status)

        assert assign(world)[1]["code"] == "TENANT_NOT_ACTIVE"

    def test_needs_a_tenant_that_exists(self, world):
        known(world)
        world.tenant_id = OTHER

        assert assign(world)[1]["code"] == "TENANT_NOT_FOUND"


class TestAdministrator:
    def test_adds_a_person_of_another_tenant_that_they_may_see(self, world):
        person = known(world, JO, OTHER)

        status, body = assign(world, who=admin_also_in(world, OTHER))

        assert (status, body["data"]["userId"]) == (201, person.user_id)
        assert body["data"]["warnings"] == ["This person is a member of other tenants too."]

    def test_does_not_learn_of_tenants_that_they_may_not_see(self, world):
        shared = "tenant-00000000-0000-4000-8000-00000000000b"
        person = known(world, JO, shared, OTHER)

        made = dependencies.assignment_service().assign_user(
            world.call(admin_also_in(world, shared)), world.tenant_id, email=JO, user_id=None, role=Role.TENANT_VIEWER
        )
        seen = dependencies.assignment_service().people.find(JO).shown_to(admin_also_in(world, shared))

        assert made.member.user_id == person.user_id
        assert OTHER not in seen

    def test_invites_whoever_they_may_not_see(self, world):
        status, body = assign(world, who=world.admin)

        assert (status, body["data"]["email"], body["data"]["status"]) == (202, JO, "PENDING")
        assert len(world.sent("INVITATION_SENT")) == 1
        assert world.one("GET", body["data"]["invitationId"])[0] == 200

    def test_cannot_invite_an_address_twice(self, world):
        invited = assign(world, who=world.admin)[1]["data"]["invitationId"]

        status, body = assign(world, who=world.admin)

        assert (status, body["code"], body["invitationId"]) == (409, "INVITATION_EXISTS", invited)

    def test_cannot_guess_the_id_of_a_stranger(self, world):
        person = known(world, JO, OTHER)
        answers = [assign(world, who=world.admin, userId=one) for one in (person.user_id, "user-wrong")]
        answers.append(assign(world, "new@example.com", who=world.admin, userId="user-wrong"))

        assert {comparable(answer) for answer in answers} == {comparable(answers[0])}
        assert answers[0][1]["code"] == "USER_NOT_FOUND"
        assert world.sent("INVITATION_SENT") == []

    def test_other_members_may_not(self, world):
        for role in (Role.TENANT_OPERATOR, Role.TENANT_VIEWER):
            who = Caller("user-2", "x@example.com", None, {world.tenant_id: role})
            assert assign(world, who=who)[1]["code"] == "ROLE_REQUIRED"


def comparable(answer: tuple[int, dict]) -> str:
    """Status and body without ids, times and the address, which differ between any two requests."""
    text = json.dumps(answer)
    text = re.sub(r'"(timestamp|traceId|instance|invitationId)": "[^"]*"', "", text)
    return re.sub(r"inv-[0-9a-f-]{36}|(jo|new)@example\.com", "", text)


class TestDirectory:
    """The answer does not show whether the platform knows a stranger's address."""

    @pytest.fixture(params=["unknown", "signed in", "member of another tenant", "member of many tenants"])
    def stranger(self, world, request) -> str:
        if request.param != "unknown":
            many = [f"tenant-00000000-0000-4000-8000-{n:012}" for n in range(30)]
            known(world, JO, *{"signed in": [], "member of another tenant": [OTHER]}.get(request.param, many))
        return JO

    def test_is_closed(self, world, stranger):
        unknown = assign(world, "new@example.com", who=world.admin)

        assert comparable(assign(world, stranger, who=world.admin)) == comparable(unknown)

    def test_takes_the_same_calls_to_aws(self, world, stranger):
        """The time of an answer is that of its calls; the table is asked the same questions in the same order."""
        with calls_counted() as calls:
            assign(world, stranger, who=world.admin)

        reads = ["dynamodb:Query", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:Query"]
        assert calls.names == [*reads, "dynamodb:TransactWriteItems"]

    def test_is_open_to_staff(self, world):
        """Positive control: the same requests by staff differ, so `comparable` can see a difference."""
        known(world, JO, OTHER)

        assert comparable(assign(world)) != comparable(assign(world, "new@example.com"))


class TestSeats:
    def seats(self, world, taken: int, tier: str = "BASIC") -> None:
        world.set_tier(tier)
        world.put_seats(taken)

    @pytest.mark.parametrize("who", ["staff", "admin"])
    def test_the_smallest_tier_holds_ten_people(self, world, who):
        known(world)
        self.seats(world, 10)
        before = world.items()

        status, body = assign(world, who=getattr(world, who))

        assert (status, body["code"], body["tier"], body["limit"]) == (422, "QUOTA_EXCEEDED", "BASIC", 10)
        assert world.items() == before

    def test_a_member_learns_that_they_are_one_even_without_a_free_seat(self, world):
        known(world)
        assign(world)
        self.seats(world, 10)

        assert assign(world)[1]["code"] == "ALREADY_MEMBER"

    @pytest.mark.parametrize(("tier", "status"), [("STANDARD", 201), ("ENTERPRISE", 201), ("UNHEARD_OF", 422)])
    def test_a_larger_tier_has_more(self, world, tier, status):
        known(world)
        self.seats(world, 10, tier)

        assert assign(world)[0] == status

    def test_many_at_once_never_take_more_than_there_are(self, world):
        people = [known(world, f"p{number}@example.com") for number in range(6)]
        self.seats(world, 7)
        with ThreadPoolExecutor(6) as pool:
            statuses = [status for status, _ in pool.map(lambda one: assign(world, one.email), people)]

        assert statuses.count(201) == sum(world.member(one) is not None for one in people) <= 3
        assert set(statuses) <= {201, 422, 503}


class TestIdempotency:
    @pytest.mark.parametrize("who", ["staff", "admin"])
    def test_makes_many_requests_one_effect(self, world, who):
        known(world)
        caller = getattr(world, who)
        first = assign(world, who=caller, headers=KEY)
        after = world.items()
        with ThreadPoolExecutor(6) as pool:
            again = list(pool.map(lambda _: assign(world, who=caller, headers=KEY), range(12)))

        assert first[0] in (201, 202)
        assert all((status, body["data"]) == (first[0], first[1]["data"]) for status, body in again)
        assert world.items() == after

    def test_a_repeated_request_stays_an_invitation_after_the_person_has_accepted(self, world):
        status, body = assign(world, who=world.admin, headers=KEY)
        person = known(world)
        world.answer("accept", world.token(body["data"]["invitationId"]), person)

        again = assign(world, who=world.admin, headers=KEY)

        assert (status, again[0], again[1]["data"]["status"]) == (202, 202, "ACCEPTED")
