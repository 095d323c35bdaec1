"""The reconciler resumes operations of every service after a message was lost."""

import json
import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.dynamodb.transaction import transact
from chassis.operations.operation import StepStatus
from chassis.operations.operation_log import NewOperation, OperationLog, operation_key
from chassis.runtime import clients
from chassis.runtime.clock import iso
from chassis.testing.figures import read_figures
from operations import dependencies
from operations.reconciler_main import lambda_handler

TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


@pytest.fixture
def log(tables, clock, monkeypatch):
    monkeypatch.setattr(dependencies, "utc_now", clock)
    dependencies.reconciler.cache_clear()
    yield OperationLog(clients.dynamodb(), tables("operations"), clock)
    dependencies.reconciler.cache_clear()


@pytest.fixture
def queues(log, monkeypatch):
    """Environment variable of a queue → its URL."""
    urls = {}
    for name in ("SITE_CREATION_QUEUE", "INSTANCE_PROVISION_QUEUE_URL"):
        urls[name] = clients.sqs().create_queue(QueueName=f"bbws-{secrets.token_hex(4)}")["QueueUrl"]
        monkeypatch.setenv(name, urls[name])
    return urls


@pytest.fixture
def begin(log):
    """Accept an operation."""

    def run(operation_type="SITE_CREATION", resource_type="SITE", queue="SITE_CREATION_QUEUE"):
        operation, record = log.begin(
            NewOperation(
                tenant_id=TENANT,
                operation_type=operation_type,
                resource_type=resource_type,
                resource_id="resource-1",
                resource_href="/",
                steps=[("create_site", "Create")],
                created_by="user-1",
                correlation_id="trace",
                allowed=timedelta(days=10),
                queue=queue,
            )
        )
        transact(log.table.client, [record])
        return operation.operation_id

    return run


@pytest.fixture
def operation_id(begin):
    return begin()


@pytest.fixture
def queue(queues):
    return queues["SITE_CREATION_QUEUE"]


def sent(queue):
    messages = clients.sqs().receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]


def held(log, operation_id, status, until):
    """Store the operation with its step in `status`, to be retried at `until`, and without a lease."""
    operation = log.claim(operation_id, timedelta(seconds=45))
    step = replace(operation.step("create_site"), status=status, retry_at=iso(until))
    log.save(operation.with_step(step), None)


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

    def test_sends_once_a_silence(self, operation_id, queue, clock):
        clock.advance(seconds=91)

        assert [lambda_handler({}, None)["sent"] for _ in range(3)] == [1, 0, 0]

        clock.advance(seconds=91)
        assert lambda_handler({}, None) == {"sent": 1}

    def test_sends_to_the_queue_that_each_operation_names(self, begin, queues, clock):
        begin()
        begin("INSTANCE_PROVISION", "INSTANCE", "INSTANCE_PROVISION_QUEUE_URL")
        clock.advance(seconds=91)

        assert lambda_handler({}, None) == {"sent": 2}

        (provision,) = sent(queues["INSTANCE_PROVISION_QUEUE_URL"])
        assert provision["messageType"] == "INSTANCE_PROVISION_REQUEST"
        assert provision["payload"]["instanceId"] == "resource-1"
        assert [message["messageType"] for message in sent(queues["SITE_CREATION_QUEUE"])] == ["SITE_CREATION_REQUEST"]

    def test_one_that_names_no_queue_holds_up_no_other(self, begin, queue, clock):
        begin(queue=None)
        begin(queue="NO_SUCH_QUEUE")
        begin()
        clock.advance(seconds=91)

        assert lambda_handler({}, None) == {"sent": 1}

    def test_waits_for_a_retry_that_is_announced(self, log, operation_id, queue, clock):
        held(log, operation_id, StepStatus.RETRYING, clock() + timedelta(seconds=120))

        clock.advance(seconds=130)
        assert lambda_handler({}, None) == {"sent": 0}

        clock.advance(seconds=90)
        assert lambda_handler({}, None) == {"sent": 1}

    def test_wakes_a_waiting_step_when_it_is_to_look_again(self, log, operation_id, queue, clock):
        held(log, operation_id, StepStatus.WAITING, clock() + timedelta(minutes=10))

        clock.advance(minutes=9)
        assert lambda_handler({}, None) == {"sent": 0}

        clock.advance(minutes=1)
        assert lambda_handler({}, None) == {"sent": 1}

    def test_more_long_waits_than_it_reads_hide_no_lost_work(self, log, begin, queue, clock):
        for _ in range(130):
            held(log, begin(), StepStatus.WAITING, clock() + timedelta(days=7))
        lost = [begin() for _ in range(3)]
        clock.advance(seconds=100)

        assert lambda_handler({}, None) == {"sent": 3}
        assert sorted(message["payload"]["operationId"] for message in sent(queue)) == sorted(lost)

    def test_leaves_a_worker_alone_whose_lease_is_long(self, log, operation_id, queue, clock):
        log.claim(operation_id, timedelta(minutes=10))
        clock.advance(minutes=5)

        assert lambda_handler({}, None) == {"sent": 0}

        clock.advance(minutes=6)
        assert lambda_handler({}, None) == {"sent": 1}

    def test_forgets_what_has_ended(self, log, operation_id, queue, clock):
        transact(log.table.client, [log.cancel_write(log.find(operation_id))])
        clock.advance(seconds=200)

        assert lambda_handler({}, None) == {"sent": 0}

    def test_spreads_open_operations_over_the_index(self, log, begin):
        shards = {log.table.get(operation_key(begin()))["ACTIVE"] for _ in range(60)}

        assert len(shards) == 8

    def test_a_worker_that_begins_meanwhile_is_left_alone(self, log, operation_id, queue, clock, monkeypatch):
        """A worker took the lease between the reconciler's read and write: the worker's lease must stay."""
        clock.advance(seconds=91)
        reconciler = dependencies.reconciler()
        send = reconciler.queues.send_message

        def begun_meanwhile(**message):
            clock.advance(seconds=1)
            log.claim(operation_id, timedelta(seconds=45))
            clock.advance(seconds=1)
            return send(**message)

        monkeypatch.setattr(reconciler.queues, "send_message", begun_meanwhile)

        assert reconciler.run() == 1

        item = log.table.get(operation_key(operation_id))
        assert item["ACTIVE_AT"] == iso(clock() - timedelta(seconds=1) + timedelta(seconds=90))

    def test_tells_how_many_are_past_their_deadline(self, begin, queue, clock, capsys):
        begin()
        begin()
        clock.advance(days=11)

        assert lambda_handler({}, None) == {"sent": 2}

        assert read_figures(capsys.readouterr().out) == {("OperationsOverdue", "SITE_CREATION"): 2}
