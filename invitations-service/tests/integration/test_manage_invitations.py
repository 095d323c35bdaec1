"""Administrators list, read, cancel and resend invitations."""

import pytest

from chassis.access.caller import Caller, Role
from chassis.testing import caller
from chassis.testing.faults import calls_counted

LIST = "/v1.0/tenants/{tenant_id}/invitations"


def listed(world, **query) -> dict:
    status, body = world.ask("GET", LIST, world.admin, parameters=world.here, query=query or None)
    assert status == 200, body
    return body


class TestReading:
    def test_a_list_is_newest_first_one_query_and_paged(self, world):
        ids = []
        for number in range(5):
            ids.append(world.invited(f"i{number}@example.com")[0])
            world.clock.advance(seconds=1)

        with calls_counted() as calls:
            first = listed(world, pageSize="3")
        second = listed(world, pageSize="3", startAt=first["page"]["startAt"])

        assert calls.names == ["dynamodb:Query"]
        assert [one["invitationId"] for one in first["data"] + second["data"]] == ids[::-1]
        assert (second["page"]["moreAvailable"], set(first["_links"])) == (
            False,
            {"self", "next", "tenant", "create", "create_many"},
        )

    def test_a_status_selects(self, world):
        cancelled, _ = world.invited("a@example.com")
        pending, _ = world.invited("b@example.com")
        world.one("DELETE", cancelled)

        assert [one["invitationId"] for one in listed(world, status="CANCELLED")["data"]] == [cancelled]
        assert [one["invitationId"] for one in listed(world, status="PENDING")["data"]] == [pending]
        assert listed(world, status="ACCEPTED")["data"] == []

    def test_expired_is_what_the_clock_says_before_anybody_wrote_it(self, world):
        invitation_id, _ = world.invited()
        world.clock.advance(days=7)

        _, body = world.one("GET", invitation_id)

        assert body["data"]["status"] == "EXPIRED"
        assert (set(body["_links"]) >= {"resend"}, set(body["_unavailable"])) == (True, {"cancel"})
        assert listed(world, status="PENDING")["data"] == []
        assert [one["status"] for one in listed(world)["data"]] == ["EXPIRED"]

    def test_a_get_is_one_read(self, world):
        invitation_id, _ = world.invited()
        with calls_counted() as calls:
            world.one("GET", invitation_id)

        assert calls.names == ["dynamodb:GetItem"]

    def test_unknown_and_another_tenants_look_alike(self, world):
        invitation_id, _ = world.invited()
        here, world.tenant_id = world.tenant_id, "tenant-9c4e28ba-2fa1-4d2e-883f-0016d3cca427"
        stranger = Caller("user-9", "s@example.com", None, {world.tenant_id: Role.TENANT_ADMIN})

        answers = [
            world.one(verb, one, act, stranger)
            for one in (invitation_id, "inv-unknown")
            for verb, act in (("GET", ""), ("DELETE", ""), ("POST", "/resend"))
        ]

        assert {status for status, _ in answers} == {404}
        assert len({(body["code"], body["detail"]) for _, body in answers}) == 1
        world.tenant_id = here
        assert world.one("GET", invitation_id)[1]["data"]["status"] == "PENDING"

    @pytest.mark.parametrize("role", [Role.PLATFORM_OPERATOR, Role.PLATFORM_VIEWER])
    def test_staff_reads_but_does_not_write(self, world, role):
        invitation_id, _ = world.invited()

        assert world.one("GET", invitation_id, who=caller(role))[0] == 200
        assert world.one("DELETE", invitation_id, who=caller(role))[0] == 403


class TestCancelInvitation:
    def test_ends_it_and_its_link(self, world):
        invitation_id, token = world.invited()

        status, body = world.one("DELETE", invitation_id)

        assert (status, body["data"]["status"]) == (200, "CANCELLED")
        assert world.answer("lookup", token)[0] == 404
        assert (world.seats(), world.audit()[-1]) == (0, "INVITATION_CANCELLED")

    def test_is_not_possible_twice(self, world):
        invitation_id, _ = world.invited()
        world.one("DELETE", invitation_id)

        status, body = world.one("DELETE", invitation_id)

        assert (status, body["code"], body["allowedActions"]) == (422, "INVALID_STATUS_TRANSITION", [])
        assert world.seats() == 0

    def test_repeated_with_its_key_it_is_the_same_answer(self, world):
        invitation_id, _ = world.invited()
        answers = [world.one("DELETE", invitation_id, headers={"idempotency-key": "k"}) for _ in range(3)]

        assert [(status, body["data"]["status"]) for status, body in answers] == [(200, "CANCELLED")] * 3
        assert world.seats() == 0

    def test_not_when_it_is_not_as_the_caller_saw_it(self, world):
        invitation_id, _ = world.invited()
        world.one("POST", invitation_id, "/resend")

        status, body = world.one("DELETE", invitation_id, headers={"if-match": "1"})

        assert (status, body["code"]) == (412, "OPTIMISTIC_LOCK_ERROR")
        assert world.one("DELETE", invitation_id, headers={"if-match": "2"})[0] == 200


class TestResendInvitation:
    def test_a_new_link_for_seven_days_and_the_old_one_is_dead(self, world):
        invitation_id, old = world.invited()
        world.clock.advance(days=3)

        status, body = world.one("POST", invitation_id, "/resend")

        new = world.token(invitation_id)
        assert (status, body["data"]["resendCount"], body["data"]["expiresAt"]) == (200, 1, "2026-03-03T08:00:00.000Z")
        assert new != old
        assert (world.answer("lookup", old)[0], world.answer("lookup", new)[0]) == (404, 200)
        assert (world.seats(), world.audit()[-1]) == (1, "INVITATION_RESENT")

    def test_three_times_at_most(self, world):
        invitation_id, _ = world.invited()
        answers = [world.one("POST", invitation_id, "/resend") for _ in range(4)]

        assert [status for status, _ in answers] == [200, 200, 200, 422]
        assert answers[-1][1]["code"] == "RESEND_LIMIT_REACHED"
        assert answers[2][1]["_unavailable"]["resend"]["code"] == "RESEND_LIMIT_REACHED"

    @pytest.mark.parametrize("swept", [False, True], ids=["by the clock", "as written by the sweeper"])
    def test_revives_one_that_has_expired(self, world, swept):
        from invitations import sweeper_main

        invitation_id, _ = world.invited()
        world.clock.advance(days=8)
        if swept:
            assert sweeper_main.lambda_handler({}, None) == {"expired": 1}
            assert world.seats() == 0

        status, body = world.one("POST", invitation_id, "/resend")

        assert (status, body["data"]["status"], world.seats()) == (200, "PENDING", 1)
        assert world.answer("accept", world.token(invitation_id), world.person())[0] == 200

    def test_an_expired_one_not_beside_its_live_successor(self, world):
        old, _ = world.invited()
        world.clock.advance(days=7)
        new, _ = world.invited()

        status, body = world.one("POST", old, "/resend")

        assert (status, body["code"], body["invitationId"]) == (409, "INVITATION_EXISTS", new)

    def test_passes_to_the_one_who_resends(self, world):
        """An administrator can keep the invitations of one who has left."""
        invitation_id, _ = world.invited()
        successor = Caller("user-2", "second@example.com", None, {world.tenant_id: Role.TENANT_ADMIN})
        world.put_member(successor)
        world.put_member(world.admin, active=False)

        _, body = world.one("POST", invitation_id, "/resend", who=successor)

        assert body["data"]["inviter"]["email"] == "second@example.com"
        assert body["data"]["createdBy"] == "admin@example.com"
        assert world.answer("accept", world.token(invitation_id), world.person())[0] == 200

    @pytest.mark.parametrize("end", ["cancel", "decline", "accept"])
    def test_revives_no_other_end(self, world, end):
        invitation_id, token = world.invited()
        if end == "cancel":
            world.one("DELETE", invitation_id)
        else:
            world.answer(end, token, world.person())

        status, body = world.one("POST", invitation_id, "/resend")

        assert (status, body["code"]) == (422, "INVALID_STATUS_TRANSITION")
