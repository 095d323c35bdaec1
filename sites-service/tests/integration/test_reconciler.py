"""No site is stranded by a message that got lost."""

import json
from datetime import timedelta

import pytest

from chassis.operations.operation import StepStatus
from chassis.operations.operation_log import OperationLog
from chassis.runtime import clients
from chassis.runtime.clock import iso
from chassis.testing import FrozenClock
from chassis.testing.figures import read_figures
from sites import dependencies
from sites.reconciler_main import lambda_handler


@pytest.fixture
def clock(monkeypatch, service):
    frozen = FrozenClock()
    monkeypatch.setattr(dependencies, "utc_now", frozen)
    return frozen


@pytest.fixture
def queue(service, monkeypatch):
    url = clients.sqs().create_queue(QueueName="bbws-sites-reconciler-test")["QueueUrl"]
    clients.sqs().purge_queue(QueueUrl=url)
    monkeypatch.setenv("SITE_CREATION_QUEUE", url)
    return url


@pytest.fixture
def operation_id(service, clock):
    service.open_gate()
    return service.create()[1]["data"]["operation"]["operationId"]


def sent(queue):
    messages = clients.sqs().receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]


class TestReconciler:
    def test_leaves_young_work_alone(self, operation_id, queue, clock):
        clock.advance(seconds=89)

        assert lambda_handler({}, None) == {"sent": 0}
        assert sent(queue) == []

    def test_sends_the_request_again_after_a_silence(self, operation_id, queue, clock):
        clock.advance(seconds=91)

        assert lambda_handler({}, None) == {"sent": 1}

        (message,) = sent(queue)
        assert (message["messageType"], message["payload"]["operationId"]) == ("SITE_CREATION_REQUEST", operation_id)
        assert message["timestamp"] == iso(clock())

    def test_counts_what_is_open_past_its_deadline(self, operation_id, queue, clock, capsys):
        lambda_handler({}, None)
        assert read_figures(capsys.readouterr().out) == {("OperationsOverdue", "SITE_CREATION"): 0}

        clock.advance(seconds=31 * 60)
        lambda_handler({}, None)
        assert read_figures(capsys.readouterr().out) == {("OperationsOverdue", "SITE_CREATION"): 1}

    def test_sends_once_a_silence(self, operation_id, queue, clock):
        clock.advance(seconds=91)

        assert [lambda_handler({}, None)["sent"] for _ in range(3)] == [1, 0, 0]

        clock.advance(seconds=91)
        assert lambda_handler({}, None) == {"sent": 1}

    def test_waits_for_a_retry_that_is_announced(self, service, operation_id, queue, clock):
        log = OperationLog(service.operations.client, service.operations.name, clock)
        operation = log.claim(operation_id, timedelta(seconds=45))
        retrying = operation.step("create_site").__class__(
            name="create_site",
            title="Create",
            status=StepStatus.RETRYING,
            retry_at=iso(clock() + timedelta(seconds=120)),
        )
        log.save(operation.with_step(retrying), None)

        clock.advance(seconds=130)
        assert lambda_handler({}, None) == {"sent": 0}

        clock.advance(seconds=90)
        assert lambda_handler({}, None) == {"sent": 1}

    def test_forgets_what_has_ended(self, service, people, operation_id, queue, clock):
        site = service.call("GET", "/v1.0/tenants/{tenant_id}/sites", people["admin"])[1]["data"][0]
        path = "/v1.0/tenants/{tenant_id}/sites/{site_id}/cancel"
        service.call("POST", path, people["admin"], parameters={"site_id": site["siteId"]})
        clock.advance(seconds=200)

        assert lambda_handler({}, None) == {"sent": 0}

    def test_a_worker_that_begins_meanwhile_is_left_alone(self, service, operation_id, queue, clock, monkeypatch):
        """Between the reconciler's look and its mark the worker took the lease: its mark must stay."""
        clock.advance(seconds=91)
        log = OperationLog(service.operations.client, service.operations.name, clock)
        reconciler = dependencies.reconciler()
        send = reconciler.queues.send_message

        def begun_meanwhile(**message):
            clock.advance(seconds=1)
            log.claim(operation_id, timedelta(seconds=45))
            clock.advance(seconds=1)
            return send(**message)

        monkeypatch.setattr(reconciler.queues, "send_message", begun_meanwhile)

        assert reconciler.run() == 1

        item = log.table.get({"PK": "TENANT#0a1b2c3d4e5f", "SK": f"OPERATION#{operation_id}"})
        assert item["ACTIVE_AT"] == iso(clock() - timedelta(seconds=1))
