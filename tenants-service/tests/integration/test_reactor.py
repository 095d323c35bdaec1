"""The reactor updates a tenant from its instance's events: in any order, with repeats, and after any crash."""

from itertools import permutations

import pytest

from chassis.access.caller import Role
from chassis.messaging.envelopes import Event
from chassis.runtime import clients
from chassis.testing import bus_message, caller, queue_event
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from tenants.reactor_main import lambda_handler

ADMIN = caller(Role.PLATFORM_ADMIN)
QUEUE = "bbws-tenants-reactions-test"


@pytest.fixture(autouse=True)
def queue(table):
    clients.sqs().create_queue(QueueName=QUEUE)


@pytest.fixture
def tenant_id(ask) -> str:
    body = {"organizationName": "Acme", "contactEmail": "a@example.com", "environment": "dev"}
    return ask("POST", "/v1.0/tenants", ADMIN, body=body)[2]["data"]["tenantId"]


@pytest.fixture
def read(ask):
    def request(tenant_id: str) -> dict:
        return ask("GET", "/v1.0/tenants/{tenant_id}", ADMIN, parameters={"tenant_id": tenant_id})[2]["data"]

    return request


def news(tenant_id: str, name: str, version: object = 1, **payload) -> str:
    data = {"tenantId": tenant_id, "instanceId": tenant_id, "version": version, **payload}
    return bus_message(
        Event(name, "bbws.instances", tenant_id, data, "trace-1", f"evt-{name}-{version}", "2026-02-21T08:00:00.000Z")
    )


def deliver(*bodies: str) -> list[str]:
    """Deliver messages; return the ids of those that the queue must deliver again."""
    answer = lambda_handler(queue_event(*bodies, queue=QUEUE), None)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def told(items: list[dict], kind: str) -> list[dict]:
    found = [item for item in items if item["entityType"] == kind]
    return [item for item in found if "TENANT_CREATED" not in (item.get("name"), item.get("eventType"))]


class TestInstanceActivated:
    def test_makes_the_tenant_active_and_says_so_once(self, tenant_id, read, everything):
        assert deliver(news(tenant_id, "INSTANCE_ACTIVATED", 3)) == []

        tenant = read(tenant_id)
        assert (tenant["status"], tenant["version"], tenant["updatedBy"]) == ("ACTIVE", 2, "bbws.instances")
        (entry,), (line,) = told(everything(), "AUDIT"), told(everything(), "OUTBOX")
        assert entry["details"] == {
            "previousStatus": "PENDING",
            "newStatus": "ACTIVE",
            "because": "INSTANCE_ACTIVATED",
        }
        assert (line["name"], line["body"]["correlationId"]) == ("TENANT_ACTIVATED", "trace-1")
        assert (line["body"]["payload"]["status"], line["body"]["payload"]["version"]) == ("ACTIVE", 2)

    def test_moves_the_tenant_between_the_lists(self, tenant_id, ask):
        deliver(news(tenant_id, "INSTANCE_ACTIVATED", 3))

        for status, expected in (("ACTIVE", [tenant_id]), ("PENDING", [])):
            _, _, body = ask("GET", "/v1.0/tenants", ADMIN, query={"status": status})
            assert [one["tenantId"] for one in body["data"]] == expected

    def test_changes_nothing_the_second_time(self, tenant_id, everything):
        deliver(news(tenant_id, "INSTANCE_ACTIVATED", 3))
        before = everything()

        assert deliver(*[news(tenant_id, "INSTANCE_ACTIVATED", 3)] * 3) == []
        assert everything() == before

    def test_after_a_failure_makes_the_tenant_active_after_all(self, tenant_id, read):
        deliver(news(tenant_id, "INSTANCE_FAILED", 2), news(tenant_id, "INSTANCE_ACTIVATED", 5))

        assert read(tenant_id)["status"] == "ACTIVE"


class TestInstanceFailed:
    def test_makes_a_pending_tenant_failed(self, tenant_id, read, everything):
        assert deliver(news(tenant_id, "INSTANCE_FAILED", 2)) == []

        assert read(tenant_id)["status"] == "FAILED"
        assert [line["name"] for line in told(everything(), "OUTBOX")] == ["TENANT_FAILED"]

    def test_does_not_touch_an_active_tenant(self, tenant_id, read):
        deliver(news(tenant_id, "INSTANCE_ACTIVATED", 3), news(tenant_id, "INSTANCE_FAILED", 4))

        assert read(tenant_id)["status"] == "ACTIVE"


class TestOrderAndCrashes:
    @pytest.mark.parametrize(
        "order",
        set(permutations([("INSTANCE_FAILED", 2), ("INSTANCE_ACTIVATED", 4), ("INSTANCE_FAILED", 2)])),
    )
    def test_every_order_ends_the_same(self, tenant_id, read, order):
        for name, version in order:
            assert deliver(news(tenant_id, name, version)) == []

        assert read(tenant_id)["status"] == "ACTIVE"

    @pytest.mark.parametrize("moment", list(Moment))
    def test_killed_at_any_call_and_delivered_again_ends_the_same(self, table, ask, read, everything, moment):
        def tenant(number: int) -> str:
            body = {"organizationName": f"Acme {number}", "contactEmail": "a@example.com", "environment": "dev"}
            return ask("POST", "/v1.0/tenants", ADMIN, body=body)[2]["data"]["tenantId"]

        with calls_counted() as calls:
            deliver(news(tenant(0), "INSTANCE_ACTIVATED", 3))
        assert "dynamodb:TransactWriteItems" in calls.names
        for number in range(len(calls.names)):
            tenant_id = tenant(number + 1)
            with killed_at(number, moment), pytest.raises(Killed):
                deliver(news(tenant_id, "INSTANCE_ACTIVATED", 3))
                raise Killed("the reactor made fewer calls this time")
            assert deliver(news(tenant_id, "INSTANCE_ACTIVATED", 3)) == []

            assert (read(tenant_id)["status"], read(tenant_id)["version"]) == ("ACTIVE", 2)
            lines = [line for line in told(everything(), "OUTBOX") if line["PK"] == f"TENANT#{tenant_id}"]
            assert [line["name"] for line in lines] == ["TENANT_ACTIVATED"]

    def test_a_change_meanwhile_makes_the_news_come_again(self, tenant_id, read, table, monkeypatch):
        def change_meanwhile(model, **_) -> None:
            if model.name == "TransactWriteItems" and not changed:
                changed.append(True)
                key = {"PK": {"S": f"TENANT#{tenant_id}"}, "SK": {"S": "METADATA"}}
                table.client.update_item(
                    TableName=table.name,
                    Key=key,
                    UpdateExpression="ADD #v :one",
                    ExpressionAttributeNames={"#v": "version"},
                    ExpressionAttributeValues={":one": {"N": "1"}},
                )

        changed: list[bool] = []
        table.client.meta.events.register("before-call.dynamodb", change_meanwhile)
        message = news(tenant_id, "INSTANCE_ACTIVATED", 3)

        assert deliver(message) == ["message-0"]
        assert read(tenant_id)["status"] == "PENDING"
        assert deliver(message) == []
        assert read(tenant_id)["status"] == "ACTIVE"


class TestPoison:
    def test_one_bad_message_does_not_hold_up_the_others(self, tenant_id, read):
        unknown = "tenant-99999999-0000-4000-8000-000000000000"

        again = deliver("{", news(unknown, "INSTANCE_ACTIVATED"), news(tenant_id, "INSTANCE_ACTIVATED", 3))

        assert again == ["message-0", "message-1"]
        assert read(tenant_id)["status"] == "ACTIVE"

    @pytest.mark.parametrize("version", [None, "3", {}])
    def test_news_without_a_version_is_not_followed(self, tenant_id, read, version):
        assert deliver(news(tenant_id, "INSTANCE_ACTIVATED", version)) == ["message-0"]
        assert read(tenant_id)["status"] == "PENDING"

    def test_other_news_changes_nothing(self, tenant_id, read):
        assert deliver(news(tenant_id, "INSTANCE_STATE_CHANGED", 7)) == []
        assert read(tenant_id)["version"] == 1
