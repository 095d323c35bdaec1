"""The outbox of sites goes out: commands to the queue, events to the bus, notices to the topic."""

import json

import pytest

from chassis.dynamodb.attributes import to_attributes
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from sites import dependencies
from sites.relay_main import lambda_handler


@pytest.fixture
def queue(service, monkeypatch):
    url = clients.sqs().create_queue(QueueName="bbws-sites-relay-test")["QueueUrl"]
    clients.sqs().purge_queue(QueueUrl=url)
    clients.eventbridge().create_event_bus(Name="bbws-events-test-sites")
    monkeypatch.setenv("SITE_CREATION_QUEUE", url)
    monkeypatch.setenv("EVENT_BUS_NAME", "bbws-events-test-sites")
    yield url
    clients.eventbridge().delete_event_bus(Name="bbws-events-test-sites")


class TestRelay:
    def test_sends_from_the_stream(self, service, queue):
        service.make_eligible()
        _, body, _ = service.create()
        lines = [to_attributes(item) for item in service.items() if item["SK"].startswith("OUTBOX#")]
        records = [{"dynamodb": {"NewImage": line, "SequenceNumber": str(n)}} for n, line in enumerate(lines)]

        assert lambda_handler({"Records": records}, None) == {"batchItemFailures": []}

        (message,) = clients.sqs().receive_message(QueueUrl=queue)["Messages"]
        command = json.loads(message["Body"])
        assert command["payload"]["operationId"] == body["data"]["operation"]["operationId"]
        assert all("OUTBOX" not in item for item in service.items())

    def test_sweeps_what_the_stream_lost(self, service, queue, monkeypatch):
        service.make_eligible()
        service.create()
        monkeypatch.setattr(dependencies, "utc_now", lambda: utc_now().replace(year=2100))
        dependencies.relay.cache_clear()

        assert lambda_handler({"source": "aws.events"}, None) == {"swept": 2}
