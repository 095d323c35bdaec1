"""The messages of the instances service: it consumes events of tenants, and sends commands and events."""

import json

import pytest

from chassis.messaging.envelopes import Event
from chassis.runtime import clients
from chassis.testing import bus_message, queue_event
from instances import dependencies, reactor_main, relay_main
from instances.domain.tenant import TenantStatus


def news(tenant_id: str, *, version: int, status="ACTIVE", **changes) -> str:
    payload = {
        "tenantId": tenant_id,
        "organizationName": "Acme",
        "contactEmail": "anna@example.com",
        "environment": "local",
        "status": status,
        "slug": "0123456789ab",
        "version": version,
    } | changes
    return bus_message(
        Event(
            name="TENANT_UPDATED",
            source="bbws.tenants",
            tenant_id=tenant_id,
            data=payload,
            correlation_id="trace",
            event_id="event-1",
            occurred_at="2026-02-21T08:00:00.000Z",
        )
    )


class TestReactor:
    def test_keeps_the_newest_copy_whatever_the_order(self, harness):
        messages = [news("tenant-1", version=v, status=s) for v, s in ((2, "ACTIVE"), (3, "PARKED"), (1, "PENDING"))]

        answer = reactor_main.lambda_handler(queue_event(*messages, messages[0]), None)

        assert answer == {"batchItemFailures": []}
        copy = dependencies.tenant_dao().get("tenant-1")
        assert (copy.version, copy.status) == (3, TenantStatus.PARKED)

    @pytest.mark.parametrize("body", ["?", news("tenant-1", version=1, status="ODD")])
    def test_sends_what_it_cannot_read_to_the_dead_letters(self, harness, body):
        assert len(reactor_main.lambda_handler(queue_event(body), None)["batchItemFailures"]) == 1
        assert dependencies.tenant_dao().get("tenant-1") is None


class TestRelay:
    def test_sends_the_request_to_the_provisioner_and_the_news_to_the_bus(self, harness, monkeypatch):
        queue = clients.sqs().create_queue(QueueName="relayed")["QueueUrl"]
        clients.eventbridge().create_event_bus(Name="bbws-events-relayed")
        monkeypatch.setenv("INSTANCE_PROVISION_QUEUE_URL", queue)
        monkeypatch.setenv("EVENT_BUS_NAME", "bbws-events-relayed")
        monkeypatch.setattr(relay_main, "utc_now", harness.clock)
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        harness.clock.advance(minutes=1)

        assert relay_main.lambda_handler({}, None) == {"swept": 2}

        [message] = clients.sqs().receive_message(QueueUrl=queue)["Messages"]
        body = json.loads(message["Body"])
        assert body["messageType"] == "INSTANCE_PROVISION_REQUEST"
        operation_id = harness.instance(tenant_id).operation_id
        assert body["payload"] == {"tenantId": tenant_id, "instanceId": tenant_id, "operationId": operation_id}
        assert relay_main.lambda_handler({}, None) == {"swept": 0}
