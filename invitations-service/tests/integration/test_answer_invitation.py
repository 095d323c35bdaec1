"""The invited person looks up, accepts and declines; every wrong secret gets the same bytes."""

import io
import json

import pytest

from chassis.access.caller import Caller, Role
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from invitations import dependencies
from invitations.api import api
from invitations.domain.token import new_token

COUNTED = ["dynamodb:UpdateItem"] * 2  # by source address and by secret


def masked(answer: tuple[int, dict]) -> tuple[int, str]:
    status, body = answer
    return status, json.dumps({**body, "traceId": "…", "instance": "…"}, sort_keys=True)


class TestLookup:
    def test_tells_what_is_offered_without_sign_in_and_in_one_query(self, world):
        _, token = world.invited(message="Hello")
        with calls_counted() as calls:
            status, body = world.answer("lookup", token)

        data = body["data"]
        assert (status, calls.names) == (200, [*COUNTED, "dynamodb:Query"])
        assert (data["organizationName"], data["email"], data["role"]) == (
            "Acme Bakeries",
            "new@example.com",
            "tenant_operator",
        )
        assert data["tenantId"] is None
        assert (set(body["_links"]), set(body["_unavailable"])) == ({"decline"}, {"accept"})

    def test_changes_nothing(self, world):
        _, token = world.invited()
        before = world.items()
        world.answer("lookup", token)

        assert world.items() == before


class TestAccept:
    def test_makes_a_member_in_one_transaction(self, world):
        invitation_id, token = world.invited()
        person = world.person()
        with calls_counted() as calls:
            status, body = world.answer("accept", token, person)

        assert (status, body["data"]["status"], body["data"]["tenantId"]) == (200, "ACCEPTED", world.tenant_id)
        assert body["_links"] == {"tenant": {"href": f"/v1.0/tenants/{world.tenant_id}"}}
        assert calls.names == [*COUNTED, "dynamodb:Query", "dynamodb:TransactWriteItems"]  # and no other call
        member = world.member(person)
        assert (member["role"], member["active"], member["assignedBy"]) == (
            "tenant_operator",
            True,
            "admin@example.com",
        )
        assert (world.seats(), world.audit()[-1]) == (0, "INVITATION_ACCEPTED")
        assert world.sent("INVITATION_ACCEPTED") == [
            {
                "tenantId": world.tenant_id,
                "invitationId": invitation_id,
                "userId": person.user_id,
                "email": "new@example.com",
                "role": "tenant_operator",
            }
        ]

    def test_a_new_administrator_is_counted_and_the_identity_pool_asked_to_follow(self, world):
        """Same as when the tenants service assigns a person: this count protects the last administrator."""
        _, token = world.invited(role="tenant_admin")
        person = world.person()
        world.answer("accept", token, person)

        assert world.table.get({"PK": f"TENANT#{world.tenant_id}", "SK": "ADMINS"})["admins"] == 1
        assert world.sent("GROUP_SYNC_REQUEST") == [{"tenantId": world.tenant_id, "userId": person.user_id}]

    def test_of_fifty_at_once_one_wins(self, world):
        _, token = world.invited()
        person, service = world.person(), dependencies.answer_service()

        answers = world.race(lambda _: service.accept_invitation(world.call(person), token), 50)

        statuses = [status for status, _ in answers]
        assert statuses.count(200) == 1
        assert set(statuses) <= {200, 404, 503}
        assert len(world.sent("INVITATION_ACCEPTED")) == world.audit().count("INVITATION_ACCEPTED") == 1
        assert world.seats() == 0

    def test_fifty_repeats_with_one_key_are_one_membership_and_the_same_answer(self, world):
        _, token = world.invited()
        person, service = world.person(), dependencies.answer_service()

        answers = world.race(lambda _: service.accept_invitation(world.call(person, "k-1"), token), 50)

        assert {status for status, _ in answers} <= {200, 503}
        assert len({repr(found) for status, found in answers if status == 200}) == 1
        assert world.audit().count("INVITATION_ACCEPTED") == 1

    @pytest.mark.parametrize("attempt", range(5))
    def test_against_a_cancellation_one_of_the_two_wins(self, world, attempt):
        invitation_id, token = world.invited()
        person, answers, admin = world.person(), dependencies.answer_service(), dependencies.invitation_service()
        acts = [
            lambda: answers.accept_invitation(world.call(person), token),
            lambda: admin.cancel_invitation(world.call(world.admin), world.tenant_id, invitation_id),
        ]

        statuses = [status for status, _ in world.race(lambda number: acts[(number + attempt) % 2](), 2)]

        ended = world.one("GET", invitation_id)[1]["data"]["status"]
        assert statuses.count(200) == 1
        assert (ended == "ACCEPTED") == (world.member(person) is not None)
        assert world.seats() == 0

    @pytest.mark.parametrize("call", range(5))
    @pytest.mark.parametrize("moment", Moment)
    def test_killed_anywhere_and_repeated_it_is_one_membership(self, world, call, moment):
        _, token = world.invited()
        person, key = world.person(), {"idempotency-key": "k-1"}
        with pytest.raises(Killed), killed_at(call, moment):
            world.answer("accept", token, person, key)

        assert world.answer("accept", token, person, key)[0] == 200
        assert world.audit().count("INVITATION_ACCEPTED") == 1
        assert world.member(person)["active"]

    def test_needs_sign_in(self, world):
        _, token = world.invited()

        assert world.answer("accept", token)[1]["code"] == "UNAUTHORIZED"

    @pytest.mark.parametrize(
        ("invited", "signed_in"),
        [
            ("New@Example.com", "new@example.com"),
            ("jo@exämple.com", "jo@xn--exmple-cua.com"),
            ("a+b@c.com", "A+B@c.com"),
        ],
    )
    def test_knows_the_person_in_every_spelling_of_the_address(self, world, invited, signed_in):
        _, token = world.invited(invited)

        assert world.answer("accept", token, Caller("user-5", signed_in))[0] == 200

    def test_a_former_member_comes_back_with_the_new_role(self, world):
        person = world.person()
        world.put_member(person, Role.TENANT_ADMIN, active=False)
        _, token = world.invited()

        assert world.answer("accept", token, person)[0] == 200
        assert (world.member(person)["role"], world.member(person)["active"]) == ("tenant_operator", True)

    def test_who_became_a_member_meanwhile_keeps_that_role(self, world):
        person = world.person()
        _, token = world.invited()
        world.put_member(person, Role.TENANT_ADMIN)

        status, body = world.answer("accept", token, person)

        assert (status, body["code"]) == (409, "ALREADY_MEMBER")
        assert world.member(person)["role"] == "tenant_admin"

    def test_waits_while_the_tenant_takes_nobody(self, world):
        _, token = world.invited()
        world.put_tenant("SUSPENDED")
        refused = world.answer("accept", token, world.person())
        world.put_tenant("ACTIVE")

        assert (refused[0], refused[1]["code"]) == (422, "TENANT_NOT_ACTIVE")
        assert world.answer("accept", token, world.person())[0] == 200

    def test_platform_staff_invites_by_their_own_record(self, world):
        _, body = world.invite(who=world.staff)
        token, person = world.token(body["data"]["invitationId"]), world.person()
        record = {"PK": "PLATFORM", "SK": f"USER#{world.staff.user_id}", "role": "platform_admin"}
        world.put({**record, "active": False})
        assert world.answer("accept", token, person)[0] == 404

        world.put({**record, "active": True})
        assert world.answer("accept", token, person)[0] == 200


class TestDecline:
    def test_ends_it_and_tells_the_inviter(self, world):
        invitation_id, token = world.invited()

        status, body = world.answer("decline", token, reason="Wrong person.")

        assert (status, body["data"]["status"], body["_links"]) == (200, "DECLINED", {})
        [email] = world.sent("INVITATION_DECLINED")
        assert (email["recipient"], email["declinedBy"], email["reason"]) == (
            "admin@example.com",
            "new@example.com",
            "Wrong person.",
        )
        assert (world.seats(), world.audit()[-1]) == (0, "INVITATION_DECLINED")
        assert world.one("GET", invitation_id)[1]["data"]["declineReason"] == "Wrong person."

    def test_repeated_with_its_key_it_is_the_same_answer(self, world):
        _, token = world.invited()
        answers = [world.answer("decline", token, headers={"idempotency-key": "k"}) for _ in range(5)]

        assert [(status, body["data"]["status"]) for status, body in answers] == [(200, "DECLINED")] * 5
        assert len(world.sent("INVITATION_DECLINED")) == 1


def unknown(world) -> str:
    return new_token()


def incomplete(world) -> str:
    return world.invited()[1][:-1]


def used(world) -> str:
    _, token = world.invited()
    world.answer("accept", token, world.person())
    return token


def declined(world) -> str:
    _, token = world.invited()
    world.answer("decline", token)
    return token


def cancelled(world) -> str:
    invitation_id, token = world.invited()
    world.one("DELETE", invitation_id)
    return token


def replaced(world) -> str:
    invitation_id, token = world.invited()
    world.one("POST", invitation_id, "/resend")
    return token


def expired(world) -> str:
    _, token = world.invited()
    world.clock.advance(days=7)
    return token


def foreign(world) -> str:
    return world.invited("somebody.else@example.com")[1]


def void(world) -> str:
    _, token = world.invited()
    world.put_member(world.admin, active=False)
    return token


def demoted(world) -> str:
    _, token = world.invited()
    world.put_member(world.admin, Role.TENANT_OPERATOR)
    return token


class TestEveryWrongSecret:
    """No answer reveals whether a secret was ever valid (ASVS 6.3.8)."""

    @pytest.mark.parametrize(
        "wrong", [incomplete, used, declined, cancelled, replaced, expired, foreign, void, demoted]
    )
    def test_is_refused_with_the_bytes_of_an_unknown_one(self, world, wrong):
        person = world.person()
        never = masked(world.answer("accept", unknown(world), person))
        token = wrong(world)
        before = world.items()

        assert masked(world.answer("accept", token, person)) == never
        if wrong not in (foreign, void, demoted):
            assert masked(world.answer("lookup", token)) == never
            assert masked(world.answer("decline", token)) == never
        assert never[0] == 404
        assert world.items() == before

    @pytest.mark.parametrize(
        "hostile", ["..", "' OR 1=1", "#token=x", "INVTOKEN#", "x" * 200, "é" * 43, "\u2028", "%00"]
    )
    def test_whatever_it_holds(self, world, hostile):
        assert world.answer("lookup", hostile)[0] == 404

    @pytest.mark.parametrize("malformed", ["", "x" * 201, None, 7, ["t"], {"t": 1}])
    def test_or_is_no_secret_at_all(self, world, malformed):
        status, body = world.answer("lookup", malformed)

        assert (status, body["errors"][0]["field"]) == (400, "token")


def test_the_secret_is_not_logged(world, monkeypatch):
    printed = io.StringIO()
    for handler in api.log._logger.handlers:
        monkeypatch.setattr(handler, "stream", printed)
    _, token = world.invited()
    for act in ("lookup", "accept", "decline"):
        world.answer(act, token, world.person())
    world.answer("lookup", token + "x" * 200)

    assert "accept_invitation" in printed.getvalue()
    assert token not in printed.getvalue()
    assert "new@example.com" not in printed.getvalue()
