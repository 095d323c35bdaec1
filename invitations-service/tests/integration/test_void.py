"""An invitation becomes void when its sender leaves or loses the right to give the role; its status shows that."""

import json

import pytest

from chassis.access.caller import Caller, Role
from chassis.messaging.envelopes import Event
from chassis.testing import bus_message, queue_event
from invitations import dependencies
from invitations.reactor_main import lambda_handler

LIST = "/v1.0/tenants/{tenant_id}/invitations"


def membership_event(world, who: Caller, name: str = "MEMBER_REMOVED", **data) -> str:
    payload = {"userId": who.user_id, "by": "boss@example.com", "tenantId": world.tenant_id} | data
    return bus_message(
        Event(name, "bbws.tenants", world.tenant_id, payload, "trace-9", "evt-1", "2026-02-21T08:00:00.000Z")
    )


def follow(*bodies: str) -> list:
    return lambda_handler(queue_event(*bodies), None)["batchItemFailures"]


@pytest.fixture
def second(world) -> Caller:
    """Another administrator."""
    other = Caller("user-second", "second@example.com", None, {world.tenant_id: Role.TENANT_ADMIN})
    world.put_member(other)
    return other


def statuses(world, **query) -> dict[str, str]:
    _, body = world.ask("GET", LIST, world.admin, parameters=world.here, query=query)
    return {one["email"]: one["status"] for one in body["data"]}


class TestLeaving:
    def test_ends_what_the_leaver_sent_and_nothing_else(self, world, second):
        mine, _ = world.invited("mine@example.com")
        theirs = world.invite("theirs@example.com", who=second)[1]["data"]["invitationId"]
        world.put_member(second, active=False)

        assert follow(membership_event(world, second)) == []

        assert statuses(world) == {"mine@example.com": "PENDING", "theirs@example.com": "CANCELLED"}
        assert statuses(world, status="PENDING") == {"mine@example.com": "PENDING"}
        assert world.one("GET", theirs)[1]["data"]["status"] == "CANCELLED"
        assert world.one("GET", mine)[1]["data"]["status"] == "PENDING"

    def test_frees_address_and_seat(self, world, second):
        world.invite("theirs@example.com", who=second)
        world.put_member(second, active=False)
        follow(membership_event(world, second))

        assert world.seats() == 0
        assert world.invite("theirs@example.com")[0] == 201

    def test_is_told_in_the_audit_trail(self, world, second):
        world.invite("theirs@example.com", who=second)
        world.put_member(second, active=False)
        follow(membership_event(world, second))

        [entry] = [one for one in world.items("AUDIT") if one["eventType"] == "INVITATION_CANCELLED"]
        assert (entry["actor"], entry["details"]["reason"]) == ("boss@example.com", "INVITER_LEFT")
        assert entry["correlationId"] == "trace-9"

    def test_stepping_down_is_leaving(self, world, second):
        world.invite("theirs@example.com", who=second, role="tenant_viewer")
        world.put_member(second, Role.TENANT_OPERATOR)

        follow(membership_event(world, second, "MEMBER_ROLE_CHANGED", role="tenant_operator"))

        assert statuses(world) == {"theirs@example.com": "CANCELLED"}

    def test_ends_any_number(self, world, second):
        world.set_tier("PREMIUM")
        for number in range(105):
            world.invite(f"i{number}@example.com", who=second)
        world.put_member(second, active=False)

        follow(membership_event(world, second))

        assert (world.seats(), statuses(world, status="PENDING")) == (0, {})


class TestNews:
    def test_of_somebody_who_is_back_ends_nothing(self, world, second):
        world.invite("theirs@example.com", who=second)

        assert follow(membership_event(world, second)) == []
        assert statuses(world) == {"theirs@example.com": "PENDING"}

    def test_that_comes_twice_or_late_ends_it_once(self, world, second):
        world.invite("theirs@example.com", who=second)
        world.put_member(second, active=False)

        assert follow(membership_event(world, second), membership_event(world, second)) == []
        assert world.audit().count("INVITATION_CANCELLED") == 1

    def test_leaves_what_was_answered_resent_or_has_expired(self, world, second):
        answered = world.invite("a@example.com", who=second)[1]["data"]["invitationId"]
        world.answer("accept", world.token(answered), world.person("a@example.com"))
        resent = world.invite("b@example.com", who=second)[1]["data"]["invitationId"]
        world.one("POST", resent, "/resend")
        world.put_member(second, active=False)

        follow(membership_event(world, second))
        assert statuses(world) == {"a@example.com": "ACCEPTED", "b@example.com": "PENDING"}

        world.clock.advance(days=8)
        follow(membership_event(world, world.admin))
        assert statuses(world)["b@example.com"] == "EXPIRED"

    def test_leaves_what_staff_sent_as_staff(self, world):
        world.invite("s@example.com", who=world.staff)

        follow(membership_event(world, world.staff))

        assert statuses(world) == {"s@example.com": "PENDING"}

    def test_meets_somebody_who_is_quicker(self, world, second, monkeypatch):
        invitation_id = world.invite("theirs@example.com", who=second)[1]["data"]["invitationId"]
        world.put_member(second, active=False)
        stale = list(dependencies.member_event_handler().invitations.list_pending_of(world.tenant_id, second.user_id))
        world.one("DELETE", invitation_id)
        monkeypatch.setattr(dependencies.member_event_handler().invitations, "list_pending_of", lambda *_: stale)

        assert follow(membership_event(world, second)) == []
        assert world.audit().count("INVITATION_CANCELLED") == 1

    @pytest.mark.parametrize("gone", ["userId", "by"])
    def test_that_names_nobody_comes_again(self, world, gone):
        body = json.loads(membership_event(world, world.admin))
        del body["detail"]["payload"][gone]

        assert follow(json.dumps(body)) != []


class TestSendingWithoutTheRight:
    """The gateway caches a caller's roles for a minute; the transaction checks the stored role."""

    def test_somebody_who_has_just_been_removed_invites_nobody(self, world, second):
        world.put_member(second, active=False)
        before = world.items()

        status, body = world.invite(who=second)

        assert (status, body["code"]) == (403, "ROLE_REQUIRED")
        assert world.items() == before

    def test_nor_sends_again(self, world, second):
        invitation_id, _ = world.invited()
        world.put_member(second, Role.TENANT_OPERATOR)

        status, _ = world.one("POST", invitation_id, "/resend", who=second)

        assert (status, len(world.sent("INVITATION_SENT"))) == (403, 1)
