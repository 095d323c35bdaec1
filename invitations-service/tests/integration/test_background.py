"""Background work: invitations expire, instances change tiers, the relay sends outbox messages."""

import json

import pytest

from chassis.messaging.envelopes import Event
from chassis.runtime import clients
from chassis.testing import bus_message, queue_event
from invitations import dependencies, reactor_main, sweeper_main


class TestSweeper:
    def test_closes_what_is_over_and_frees_address_and_seat(self, world):
        old, _ = world.invited("old@example.com")
        world.clock.advance(days=4)
        young, _ = world.invited("young@example.com")
        world.clock.advance(days=3)

        assert sweeper_main.lambda_handler({}, None) == {"expired": 1}
        assert sweeper_main.lambda_handler({}, None) == {"expired": 0}

        statuses = {item["invitationId"]: item["status"] for item in world.items("INVITATION")}
        assert statuses == {old: "EXPIRED", young: "PENDING"}
        assert world.seats() == 1
        assert [guard["SK"] for guard in world.items("GUARD")] == ["INVITED#young@example.com"]
        assert world.audit()[-1] == "INVITATION_EXPIRED"

    def test_leaves_alone_what_somebody_sent_again_meanwhile(self, world, monkeypatch):
        invitation_id, _ = world.invited()
        world.clock.advance(days=7)
        service = dependencies.sweep_service()
        due = service.invitations.list_due("2027", 100)
        world.one("POST", invitation_id, "/resend")
        monkeypatch.setattr(service.invitations, "list_due", lambda *_: due)

        assert service.expire_invitations() == 0
        assert world.one("GET", invitation_id)[1]["data"]["status"] == "PENDING"


def instance_event(world, **payload) -> str:
    data = {"tenantId": world.tenant_id, "tier": "STANDARD", "version": 2, **payload}
    event = Event("INSTANCE_ACTIVATED", "bbws.instances", world.tenant_id, data, "trace-1", "event-1", "2026")
    return bus_message(event)


class TestTiers:
    @pytest.fixture(autouse=True)
    def queue(self, world):
        clients.sqs().create_queue(QueueName="invitations-reactions")

    def follow(self, *bodies: str) -> list[dict]:
        return reactor_main.lambda_handler(queue_event(*bodies, queue="invitations-reactions"), None)[
            "batchItemFailures"
        ]

    def test_follow_the_newest_news_in_any_order_and_twice(self, world):
        newest, older = instance_event(world, tier="PREMIUM", version=3), instance_event(world, tier="BASIC", version=2)

        assert self.follow(newest, older, newest) == []

        found = dependencies.reservations().tenancy.get_snapshot(world.tenant_id, "a@b.com").seats
        assert (found.tier, found.taken) == ("PREMIUM", 1)  # the administrator

    def test_do_not_touch_the_count(self, world):
        world.invited()
        self.follow(instance_event(world))

        assert world.seats() == 1

    @pytest.mark.parametrize("wrong", [{"tier": None}, {"version": "2"}])
    def test_unreadable_news_comes_again_and_ends_in_the_dead_letter_queue(self, world, wrong):
        assert self.follow(instance_event(world, **wrong)) == [{"itemIdentifier": "message-0"}]


def test_emails_wait_in_the_outbox_for_the_relay_of_the_table(world):
    world.invited()

    [line] = world.items("OUTBOX")
    assert (line["channel"], line["target"], line["OUTBOX"]) == ("topic", "NOTIFICATIONS_TOPIC", "OUTBOX#PENDING")
    assert json.dumps(line["body"])
