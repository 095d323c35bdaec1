"""Our copy follows tenants and instances, whatever the order of events and however often one comes."""

import itertools
import json

import pytest

from chassis.messaging.envelopes import Event
from chassis.runtime import clients
from chassis.testing import bus_message, queue_event
from sites.dao import keys
from sites.dao.eligibility_dao import eligibility_of
from sites.reactor_main import lambda_handler

TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def news(name, source, **data):
    return bus_message(Event(name, source, TENANT, data, "trace-1", "event-1", "2026-02-21T08:00:00.000Z"))


def tenant_news(status, version):
    return news(f"TENANT_{status}", "bbws.tenants", status=status, version=version)


def instance_news(state, version, tier="BASIC"):
    return news("INSTANCE_STATE_CHANGED", "bbws.instances", state=state, version=version, tier=tier)


@pytest.fixture
def hear(service):
    clients.sqs().create_queue(QueueName="sites-reactions")

    def run(*bodies):
        answer = lambda_handler(queue_event(*bodies, queue="sites-reactions"), None)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    return run


@pytest.fixture
def eligibility(service):
    return lambda: eligibility_of(TENANT, service.table.get(keys.eligibility(TENANT)))


class TestEligibility:
    def test_opens_when_both_halves_are_active(self, service, hear, eligibility):
        assert hear(tenant_news("ACTIVE", 2), instance_news("ACTIVE", 3)) == []

        assert (eligibility().tenant_status, eligibility().instance_state, eligibility().site_limit) == (
            "ACTIVE",
            "ACTIVE",
            5,
        )
        assert service.create()[0] == 202

    def test_ends_the_same_in_any_order_and_twice(self, service, hear, eligibility):
        told = [
            tenant_news("PENDING", 1),
            tenant_news("ACTIVE", 2),
            instance_news("ACTIVE", 4),
            instance_news("FAILED", 3),
        ]
        for order in itertools.permutations(told):
            service.table.client.delete_item(
                TableName=service.table.name, Key={k: {"S": v} for k, v in keys.eligibility(TENANT).items()}
            )

            assert hear(*order, *order) == []

            assert (eligibility().tenant_status, eligibility().tenant_version) == ("ACTIVE", 2)
            assert (eligibility().instance_state, eligibility().instance_version) == ("ACTIVE", 4)

    def test_a_new_tier_moves_the_limit_and_keeps_the_count(self, service, hear, eligibility):
        hear(tenant_news("ACTIVE", 2), instance_news("ACTIVE", 3))
        service.create()

        hear(instance_news("ACTIVE", 4, tier="PROFESSIONAL"))

        assert (eligibility().site_limit, eligibility().site_count) == (50, 1)

    @pytest.mark.parametrize(
        "body",
        [
            "{not json",
            json.dumps({"detail-type": "X"}),
            news("TENANT_CREATED", "bbws.tenants"),
            news("SITE_CREATED", "bbws.sites", status="ACTIVE", version=1),
            news("INSTANCE_CREATED", "bbws.instances", state="ACTIVE", version=1, tier="GOLD"),
        ],
    )
    def test_poison_goes_back_alone(self, hear, eligibility, body):
        assert hear(body, tenant_news("ACTIVE", 2)) == ["message-0"]

        assert eligibility().tenant_status == "ACTIVE"
