"""create_invitation: one transaction writes the invitation, guard, counters, audit entry and outbox message."""

import json
import re

import pytest

from chassis.access.caller import Caller, Role
from chassis.testing import caller
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from invitations import dependencies
from invitations.domain.invitation import Invitation, NewInvitation
from invitations.domain.token import token_hash


def invited(world, email: str) -> Invitation:
    """Call the service without HTTP, for races."""
    wish = NewInvitation(email=email, role=Role.TENANT_VIEWER)
    return dependencies.invitation_service().create_invitation(world.call(world.admin), world.tenant_id, wish)


class TestCreateInvitation:
    def test_makes_an_invitation_for_seven_days(self, world):
        status, body = world.invite("New+Team@Example.com", message="Welcome!")

        data = body["data"]
        assert status == 201
        assert re.fullmatch(r"inv-[0-9a-f-]{36}", data["invitationId"])
        assert (data["email"], data["role"], data["status"]) == ("new+team@example.com", "tenant_operator", "PENDING")
        assert (data["expiresAt"], data["organizationName"]) == ("2026-02-28T08:00:00.000Z", "Acme Bakeries")
        assert set(body["_links"]) == {"self", "collection", "tenant", "resend", "cancel"}
        assert world.audit() == ["INVITATION_CREATED"]
        assert world.seats() == 1

    def test_the_secret_is_in_the_email_and_nowhere_else(self, world):
        """The answer does not contain the secret; the table contains its hash, and an encrypted copy for the mailer."""
        _, body = world.invite()
        token = world.token(body["data"]["invitationId"])
        everything = json.dumps(world.items())

        assert token not in json.dumps(body)
        assert token not in everything
        assert everything.count(token_hash(token)) == 2  # the attribute and its index key
        assert "tokenHash" not in body["data"]

    def test_the_email_says_all_that_the_mail_needs(self, world):
        world.invite(message="Welcome!")

        [email] = world.sent("INVITATION_SENT")
        assert email["recipient"] == "new@example.com"
        assert (email["organizationName"], email["role"]) == ("Acme Bakeries", "tenant_operator")
        assert (email["invitedBy"], email["message"]) == ("admin@example.com", "Welcome!")

    def test_is_one_transaction(self, world):
        with calls_counted() as calls:
            world.invite()

        assert calls.names == ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:TransactWriteItems"]

    @pytest.mark.parametrize("call", range(4))
    @pytest.mark.parametrize("moment", Moment)
    def test_killed_anywhere_and_repeated_it_invites_once(self, world, call, moment):
        key = {"idempotency-key": "k-1"}
        with pytest.raises(Killed), killed_at(call, moment):
            world.invite(headers=key)

        status, _ = world.invite(headers=key)

        assert status == 201
        assert (len(world.items("INVITATION")), world.seats(), len(world.sent("INVITATION_SENT"))) == (1, 1, 1)

    @pytest.mark.parametrize(
        ("status", "code"), [("PENDING", 422), ("SUSPENDED", 422), ("PARKED", 422), ("DEPROVISIONED", 422)]
    )
    def test_only_an_active_tenant_takes_people(self, world, status, code):
        world.put_tenant(status)

        answer = world.invite()

        assert (answer[0], answer[1]["code"]) == (code, "TENANT_NOT_ACTIVE")
        assert world.items("INVITATION") == []

    def test_platform_admins_invite_too_and_to_tenants_that_exist(self, world):
        staff = caller(Role.PLATFORM_ADMIN)
        assert world.invite(who=staff)[0] == 201

        world.tenant_id = "tenant-00000000-0000-4000-8000-000000000000"
        status, body = world.invite(who=staff)
        assert (status, body["code"]) == (404, "TENANT_NOT_FOUND")

    @pytest.mark.parametrize("role", [Role.TENANT_OPERATOR, Role.TENANT_VIEWER])
    def test_other_members_may_not(self, world, role):
        status, body = world.invite(who=Caller("user-2", "x@example.com", None, {world.tenant_id: role}))

        assert (status, body["code"]) == (403, "ROLE_REQUIRED")

    def test_a_member_is_not_invited(self, world):
        world.put_member(world.person("old@example.com"), Role.TENANT_VIEWER)

        status, body = world.invite("Old@example.com")

        assert (status, body["code"]) == (409, "ALREADY_MEMBER")

    def test_a_former_member_is_invited(self, world):
        world.put_member(world.person("old@example.com"), active=False)

        assert world.invite("old@example.com")[0] == 201

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"email": "a@b.com\r\nBcc: c@d.com"}, "email"),
            ({"email": "a@b.com, c@d.com"}, "email"),
            ({"email": ["a@b.com"]}, "email"),
            ({"email": "x" * 300}, "email"),
            ({"role": "platform_admin"}, "role"),
            ({"role": "owner"}, "role"),
            ({"message": "x" * 501}, "message"),
            ({"message": "\u202egnp.exe"}, "message"),
            ({"tenantId": "tenant-other"}, "tenantId"),
            ({"status": "ACCEPTED"}, "status"),
            ({"token": "mine"}, "token"),
        ],
    )
    def test_bad_input_names_its_field_and_writes_nothing(self, world, wrong, field):
        before = world.items()

        status, body = world.invite(**wrong)

        assert (status, body["code"]) == (400, "VALIDATION_ERROR")
        assert body["errors"][0]["field"] == field
        assert world.items() == before


class TestOneLiveInvitation:
    def test_the_second_is_told_of_the_first(self, world):
        first, _ = world.invited()

        status, body = world.invite("NEW@example.com")

        assert (status, body["code"], body["invitationId"]) == (409, "INVITATION_EXISTS", first)
        assert world.seats() == 1

    def test_of_twenty_at_once_one_is_made(self, world):
        statuses = [status for status, _ in world.race(lambda _: invited(world, "new@example.com"), 20)]

        assert statuses.count(200) == 1
        assert set(statuses) <= {200, 409, 503}
        assert (len(world.items("INVITATION")), world.seats()) == (1, 1)

    def test_another_tenant_may_invite_the_same_address(self, world):
        world.invited()
        world.tenant_id = "tenant-9c4e28ba-2fa1-4d2e-883f-0016d3cca427"
        world.put_tenant()

        assert world.invite(who=caller(Role.PLATFORM_ADMIN))[0] == 201

    def test_after_its_time_the_address_is_invited_anew_and_the_old_one_is_closed(self, world):
        old, _ = world.invited()
        world.clock.advance(days=7)

        new, _ = world.invited()

        statuses = {item["invitationId"]: item["status"] for item in world.items("INVITATION")}
        assert statuses == {old: "EXPIRED", new: "PENDING"}
        assert world.seats() == 1

    @pytest.mark.parametrize("end", ["cancel", "decline", "accept and leave"])
    def test_after_every_other_end_too(self, world, end):
        invitation_id, token = world.invited()
        person = world.person()
        if end == "cancel":
            world.one("DELETE", invitation_id)
        elif end == "decline":
            world.answer("decline", token)
        else:
            world.answer("accept", token, person)
            world.put_member(person, active=False)

        assert world.invite()[0] == 201
        assert world.seats() == 1


class TestSeats:
    def test_members_and_live_invitations_share_the_tiers_seats(self, world):
        for number in range(4):
            world.put_member(world.person(f"m{number}@example.com"), Role.TENANT_VIEWER)
        answers = [world.invite(f"i{number}@example.com")[0] for number in range(6)]

        status, body = world.invite("last@example.com")

        assert answers == [201, 201, 201, 201, 201, 422]  # BASIC: 10 seats, 5 members
        assert (status, body["code"], body["limit"]) == (422, "QUOTA_EXCEEDED", 10)

    def test_a_cancelled_invitation_gives_its_seat_back(self, world):
        ids = [world.invited(f"i{number}@example.com")[0] for number in range(9)]
        assert world.invite("last@example.com")[0] == 422

        world.one("DELETE", ids[0])

        assert world.invite("last@example.com")[0] == 201

    def test_a_larger_tier_has_more_and_the_largest_no_limit(self, world):
        for tier, at_most in (("STANDARD", 12), ("ENTERPRISE", 12)):
            world.set_tier(tier)
            assert {world.invite(f"{tier}{n}@example.com")[0] for n in range(at_most)} == {201}

    def test_many_at_once_never_take_more_than_there_are(self, world):
        statuses = [status for status, _ in world.race(lambda n: invited(world, f"i{n}@example.com"), 15)]

        assert 1 <= statuses.count(200) == world.seats() == len(world.items("INVITATION")) <= 9
        assert set(statuses) <= {200, 422, 503}

    def test_who_accepts_keeps_the_seat(self, world):
        secrets = [world.invited(f"i{number}@example.com")[1] for number in range(9)]
        world.answer("accept", secrets[0], world.person("i0@example.com"))

        assert world.invite("last@example.com")[1]["code"] == "QUOTA_EXCEEDED"


class TestIdempotency:
    def test_twenty_repeats_are_one_invitation_and_one_mail(self, world):
        answers = [world.invite(headers={"idempotency-key": "k-1"}) for _ in range(20)]

        assert {status for status, _ in answers} == {201}
        assert len({body["data"]["invitationId"] for _, body in answers}) == 1
        assert (len(world.sent("INVITATION_SENT")), world.seats()) == (1, 1)

    def test_the_same_key_with_another_body_is_refused(self, world):
        world.invite(headers={"idempotency-key": "k-1"})

        status, body = world.invite("other@example.com", headers={"idempotency-key": "k-1"})

        assert (status, body["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
        assert len(world.items("INVITATION")) == 1
