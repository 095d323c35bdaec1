"""The relay sends the event of create_tenant to the bus."""

import json

import pytest

from chassis.access.caller import Role
from chassis.dynamodb.attributes import to_attributes
from chassis.runtime import clients
from chassis.testing import caller
from tenants.relay_main import lambda_handler


@pytest.fixture
def bus_queue(table) -> str:
    """A queue that receives all our events from the default bus."""
    url = clients.sqs().create_queue(QueueName="tenants-relay-test")["QueueUrl"]
    clients.eventbridge().put_rule(Name="tenants", EventPattern=json.dumps({"source": ["bbws.tenants"]}))
    target = {"Id": "queue", "Arn": "arn:aws:sqs:af-south-1:000000000000:tenants-relay-test"}
    clients.eventbridge().put_targets(Rule="tenants", Targets=[target])
    clients.sqs().purge_queue(QueueUrl=url)
    return url


def test_announces_a_new_tenant_from_the_stream(ask, everything, bus_queue):
    body = {"organizationName": "Acme", "contactEmail": "a@example.com", "environment": "dev"}
    _, _, made = ask("POST", "/v1.0/tenants", caller(Role.PLATFORM_ADMIN), body=body)
    lines = [to_attributes(item) for item in everything() if item["entityType"] == "OUTBOX"]
    records = [{"dynamodb": {"NewImage": line, "SequenceNumber": str(n)}} for n, line in enumerate(lines)]

    assert lambda_handler({"Records": records}, None) == {"batchItemFailures": []}

    (message,) = clients.sqs().receive_message(QueueUrl=bus_queue, WaitTimeSeconds=5)["Messages"]
    event = json.loads(message["Body"])
    assert (event["source"], event["detail-type"]) == ("bbws.tenants", "TENANT_CREATED")
    assert event["detail"]["payload"]["tenantId"] == made["data"]["tenantId"]
    assert all("sentAt" in item for item in everything() if item["entityType"] == "OUTBOX")


def test_sweeps_when_the_schedule_calls(table):
    assert lambda_handler({"source": "aws.scheduler"}, None) == {"swept": 0}
