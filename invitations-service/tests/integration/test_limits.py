"""Limits: invitations per day, answers per minute."""

import json

import pytest

from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.runtime.clock import iso
from invitations.api import api
from invitations.dao import keys
from invitations.domain.token import new_token
from invitations.services.answer_limits import A_MINUTE


def sent_today(world, emails: int) -> None:
    key = keys.daily_emails(world.tenant_id, iso(world.clock())[:10])
    world.table.update(key, UpdateExpression(set={"dailyEmails": emails}), Condition())


class TestEmailsOfADay:
    def test_end_at_fifty(self, world):
        sent_today(world, 49)
        assert world.invite("a@example.com")[0] == 201
        before = world.items()

        status, body = world.invite("b@example.com")

        assert (status, body["code"], body["limit"]) == (429, "QUOTA_EXCEEDED_DAILY", 50)
        assert world.items() == before

    def test_say_when_to_go_on_and_go_on_then(self, world):
        sent_today(world, 50)
        world.clock.advance(hours=15, minutes=59, seconds=30)  # it was eight o'clock

        event = world.event("POST", "/v1.0/tenants/{tenant_id}/invitations", "b@example.com")
        headers = api(event, None)["headers"]

        assert (headers["Retry-After"], headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == (
            *("30", "50", "0"),
        )
        world.clock.advance(seconds=30)
        assert world.invite("b@example.com")[0] == 201

    @pytest.mark.parametrize(("tier", "status"), [("STANDARD", 429), ("PREMIUM", 201), ("ENTERPRISE", 201)])
    def test_are_more_in_larger_tiers(self, world, tier, status):
        world.set_tier(tier)
        sent_today(world, 50)

        assert world.invite()[0] == status

    def test_count_those_that_are_sent_again(self, world):
        invitation_id, _ = world.invited()
        sent_today(world, 50)

        assert world.one("POST", invitation_id, "/resend")[1]["code"] == "QUOTA_EXCEEDED_DAILY"
        assert world.one("GET", invitation_id)[1]["data"]["resendCount"] == 0

    def test_end_in_the_middle_of_a_list(self, world):
        sent_today(world, 49)
        body = {"emails": ["a@example.com", "b@example.com"], "role": "tenant_viewer"}

        path = "/v1.0/tenants/{tenant_id}/invitations/bulk"
        _, answer = world.ask("POST", path, world.admin, parameters=world.here, body=body)

        assert (answer["data"]["invited"], answer["data"]["refused"]) == (1, 1)
        assert answer["data"]["results"][1]["problem"]["code"] == "QUOTA_EXCEEDED_DAILY"

    def test_are_each_tenants_own(self, world):
        sent_today(world, 50)
        world.tenant_id, others = "tenant-9c4e28ba-2fa1-4d2e-883f-0016d3cca427", world.tenant_id
        world.put_tenant()

        assert world.invite(who=world.staff)[0] == 201
        assert others != world.tenant_id


def exhaust(world, **whence) -> None:
    """Use up all answers of this minute but one."""
    for _ in range(A_MINUTE - 1):
        world.answer("lookup", whence.get("token") or new_token(), **{k: v for k, v in whence.items() if k == "source"})


class TestAnswersOfAMinute:
    def test_from_one_place_end_at_a_hundred_whatever_the_secret(self, world):
        _, good = world.invited()
        exhaust(world, source="203.0.113.7")
        assert world.answer("lookup", good, source="203.0.113.7")[0] == 200

        refused = [world.answer("lookup", token, source="203.0.113.7") for token in (good, new_token())]

        assert {status for status, _ in refused} == {429}
        assert len({json.dumps({**body, "traceId": "", "instance": ""}) for _, body in refused}) == 1
        assert refused[0][1]["code"] == "RATE_LIMITED"
        assert world.answer("lookup", good, source="203.0.113.8")[0] == 200

    def test_to_one_secret_end_at_a_hundred_wherever_they_come_from(self, world):
        never = new_token()
        exhaust(world, token=never)
        assert world.answer("accept", never, world.person())[0] == 404

        assert world.answer("accept", never, world.person())[0] == 429
        assert world.answer("decline", never)[0] == 429
        assert world.answer("lookup", new_token())[0] == 404

    def test_begin_again_with_the_next_minute(self, world):
        _, token = world.invited()
        exhaust(world, token=token)
        world.clock.advance(seconds=20)
        world.answer("lookup", token)

        reply = api(world.answer_event("lookup", token), None)
        assert (reply["statusCode"], reply["headers"]["Retry-After"]) == (429, "40")
        assert reply["headers"]["X-RateLimit-Reset"] == "40"
        world.clock.advance(seconds=40)
        assert world.answer("lookup", token)[0] == 200

    def test_are_counted_under_names_that_tell_nothing(self, world):
        _, token = world.invited()
        world.answer("lookup", token, source="203.0.113.7")

        counted = world.items("ATTEMPTS")
        assert [item["attempts"] for item in counted] == [1, 1]
        assert "203.0.113.7" not in json.dumps(counted)
        assert token not in json.dumps(counted)
        assert {item["expiresAtEpoch"] for item in counted} == {int(world.clock().timestamp()) + 300}

    def test_of_a_subscriber_with_many_addresses_count_together(self, world):
        """A subscriber has a network of 2^64 IPv6 addresses."""
        for number in range(3):
            world.answer("lookup", new_token(), source=f"2001:db8:1:2::{number}")

        assert sorted(item["attempts"] for item in world.items("ATTEMPTS")) == [1, 1, 1, 3]
