"""Operations and their runner: whatever happens to workers, the work is done once and its progress is visible."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.errors import Unavailable
from chassis.messaging.envelopes import MalformedMessage
from chassis.operations.operation import OperationError, OperationStatus, StepStatus
from chassis.operations.operation_log import Busy, LostLease
from chassis.operations.queue_worker import QueueWorker
from chassis.operations.step_outcomes import Impossible, Retryable, TryAgain, WaitForEvent
from chassis.operations.workflow import Retry
from chassis.runtime.clock import iso
from chassis.runtime.logging import Log
from chassis.testing import FrozenClock, queue_event
from chassis.testing.figures import read_figures
from chassis.testing.log_records import recorded

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
LEASE = timedelta(seconds=45)


@pytest.fixture
def log(world):
    return world.log


@pytest.fixture
def operation(world):
    return world.log.find(world.begin("one", "two", deadline=timedelta(minutes=30)))


THROTTLED = ClientError({"Error": {"Code": "ThrottlingException"}}, "CreateService")
FORBIDDEN = ClientError({"Error": {"Code": "AccessDeniedException"}}, "CreateService")


class Far:
    """A remote service: counts what really happened there, and fails as `trouble` says."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.trouble: dict[str, Exception] = {}

    def act(self, name: str):
        def run(_):
            if name in self.trouble:
                raise self.trouble[name]
            if name not in self.made:
                self.made.append(name)
            return {"made": name}

        return run


@pytest.fixture
def far():
    return Far()


@pytest.fixture
def runner(world, step, far):
    return world.runner(step("one", far.act("one")), step("two", far.act("two")), retry=Retry(attempts=3))


class TestOperationLog:
    def test_can_be_found_at_once_by_its_id(self, log, operation):
        found = log.find(operation.operation_id)

        assert found == operation
        assert (found.progress, found.message, found.ended) == (0, "Waiting to start.", False)
        assert log.find("op-00000000-0000-4000-8000-000000000000") is None

    def test_one_worker_holds_the_lease_until_it_lapses(self, log, operation, clock: FrozenClock):
        began, first = iso(clock()), log.claim(operation.operation_id, LEASE)
        with pytest.raises(Busy):
            log.claim(operation.operation_id, LEASE)
        clock.advance(seconds=46)
        second = log.claim(operation.operation_id, LEASE)
        with pytest.raises(Busy):
            log.claim(operation.operation_id, LEASE)

        assert (first.fence, second.fence) == (1, 2)
        assert first.started_at == second.started_at == began

    def test_a_worker_that_lost_its_lease_writes_nothing_more(self, log, operation, clock, table):
        slow = log.claim(operation.operation_id, LEASE)
        clock.advance(seconds=46)
        log.claim(operation.operation_id, LEASE)

        with pytest.raises(LostLease):
            log.save(slow, LEASE)
        with pytest.raises(TransactionCancelled):
            transact(table.client, [log.complete_write(slow)])

    def test_a_cancelled_operation_stops_its_worker(self, log, operation, table):
        held = log.claim(operation.operation_id, LEASE)
        transact(table.client, [log.cancel_write(operation)])

        with pytest.raises(LostLease):
            log.save(held, LEASE)
        assert log.claim(operation.operation_id, LEASE) is None
        assert log.find(operation.operation_id).status is OperationStatus.CANCELLED

    def test_a_reopened_one_has_a_new_deadline_and_no_callbacks(self, log, operation, clock, table, world):
        world.callbacks.deliver(f"{operation.operation_id}.one", {"conclusion": "failure"})
        held = log.claim(operation.operation_id, LEASE)
        transact(table.client, [log.fail_write(held, OperationError(code="GONE", message="Gone."))])
        clock.advance(hours=1)

        again, write = log.reopen(log.find(operation.operation_id), timedelta(minutes=5))
        transact(table.client, [write])

        assert log.find(operation.operation_id) == again
        assert (again.deadline, again.callbacks) == (iso(clock() + timedelta(minutes=5)), {})

    def test_a_cancel_that_knows_nothing_of_the_slot_is_refused(self, log, operation, table, world):
        world.slots.take(log.claim(operation.operation_id, LEASE), 1)

        with pytest.raises(TransactionCancelled):
            transact(table.client, [log.cancel_write(operation)])

    def test_waits_for_the_end_or_for_as_long_as_asked(self, log, operation, table):
        assert not log.wait_for(operation, 0.3).ended
        transact(table.client, [log.cancel_write(operation)])

        assert log.wait_for(operation, 5).ended

    @pytest.mark.parametrize(
        ("failed", "figures"),
        [
            (False, {"OperationsCompleted": 1, "OperationsFailed": 0, "OperationDuration": 12_000}),
            (True, {"OperationsCompleted": 0, "OperationsFailed": 1}),
        ],
    )
    def test_an_end_is_counted_from_acceptance(self, log, operation, clock, capsys, failed, figures):
        clock.advance(seconds=12)

        log.record_end(operation, failed=failed)

        assert read_figures(capsys.readouterr().out) == {(name, "TEST"): it for name, it in figures.items()}

    def test_only_open_operations_stand_in_the_sweepers_index(self, log, operation, table):
        key = {"PK": "TENANT#1b4e28ba2fa1", "SK": f"OPERATION#{operation.operation_id}"}
        assert table.get(key)["ACTIVE"].startswith("ACTIVE#")
        transact(table.client, [log.cancel_write(operation)])

        assert "ACTIVE" not in table.get(key)
        assert table.get(key)["GSI2PK"] == f"TENANT#{TENANT}#STATUS#CANCELLED"


class TestRunner:
    def test_takes_every_step_once_and_completes(self, runner, log, operation, far):
        runner.run(operation.operation_id)
        done = log.find(operation.operation_id)

        assert far.made == ["one", "two"]
        assert (done.status, done.progress, done.message) == (OperationStatus.COMPLETED, 100, "Done.")
        assert all(step.status is StepStatus.COMPLETED and step.completed_at for step in done.steps)
        assert done.step("one").result == {"made": "one"}

    def test_does_nothing_when_run_again(self, runner, operation, far):
        runner.run(operation.operation_id)
        runner.run(operation.operation_id)

        assert far.made == ["one", "two"]

    def test_shows_a_retry_and_recovers(self, runner, log, operation, far, clock):
        far.trouble["two"] = Retryable("WordPress does not answer.", cause="ConnectTimeout")
        with recorded() as records, pytest.raises(TryAgain) as again:
            runner.run(operation.operation_id)
        shown = log.find(operation.operation_id)
        (found,) = records
        assert (found["message"], found["operation_id"], found["step"]) == (
            *("step_put_off", operation.operation_id),
            "two",
        )
        assert (found["cause"], found["attempt"]) == ("ConnectTimeout", 1)

        assert again.value.delay == timedelta(seconds=5)
        assert (shown.status, shown.progress) == (OperationStatus.IN_PROGRESS, 50)
        assert (shown.step("two").status, shown.step("two").attempts) == (StepStatus.RETRYING, 1)
        assert shown.step("two").retry_at
        assert shown.message == "WordPress does not answer."

        far.trouble.clear()
        clock.advance(seconds=6)
        runner.run(operation.operation_id)
        assert log.find(operation.operation_id).status is OperationStatus.COMPLETED
        assert far.made == ["one", "two"]

    def test_ends_when_patience_is_over_and_can_be_retried_from_the_failed_step(
        self, runner, log, operation, far, clock, table
    ):
        far.trouble["two"] = Retryable("WordPress does not answer.", cause="ConnectTimeout")
        for _ in range(2):
            with pytest.raises(TryAgain):
                runner.run(operation.operation_id)
            clock.advance(minutes=1)
        runner.run(operation.operation_id)
        failed = log.find(operation.operation_id)

        assert failed.status is OperationStatus.FAILED
        assert (failed.error.step, failed.error.cause, failed.error.safe_to_retry) == ("two", "ConnectTimeout", True)
        assert failed.step("two").status is StepStatus.FAILED

        far.trouble.clear()
        _, write = log.reopen(failed)
        transact(table.client, [write])
        runner.run(operation.operation_id)
        assert log.find(operation.operation_id).status is OperationStatus.COMPLETED
        assert log.find(operation.operation_id).error is None
        assert far.made == ["one", "two"], "the step that was done is not done again"

    def test_an_impossible_step_ends_it_at_once(self, runner, log, operation, far):
        far.trouble["one"] = Impossible("SUBDOMAIN_TAKEN", "The name is taken in WordPress.")
        runner.run(operation.operation_id)
        failed = log.find(operation.operation_id)

        assert failed.error == OperationError(
            code="SUBDOMAIN_TAKEN", message="The name is taken in WordPress.", step="one", safe_to_retry=False
        )

    def test_waits_for_an_event_without_holding_the_lease(self, runner, log, operation, far, table):
        far.trouble["two"] = WaitForEvent("Waiting for the tasks to run.")
        runner.run(operation.operation_id)
        waiting = log.find(operation.operation_id)

        assert waiting.step("two").status is StepStatus.WAITING
        assert waiting.lease_until is None
        transact(table.client, [log.complete_write(waiting)])
        assert log.find(operation.operation_id).step("two").status is StepStatus.COMPLETED

    @pytest.mark.parametrize("cause", [THROTTLED, EndpointConnectionError(endpoint_url="x"), Unavailable("Busy.")])
    def test_a_temporary_cause_is_tried_again(self, runner, operation, far, cause):
        far.trouble["one"] = cause

        with pytest.raises(TryAgain):
            runner.run(operation.operation_id)

    @pytest.mark.parametrize("cause", [KeyError("anna@example.com"), FORBIDDEN, ValueError()])
    def test_a_permanent_cause_ends_the_work_at_once(self, runner, log, operation, far, cause):
        far.trouble["one"] = cause

        with recorded() as records:
            runner.run(operation.operation_id)

        told = next(record for record in records if record["message"] == "step_failed")
        assert (told["operation_id"], told["step"]) == (operation.operation_id, "one")
        ended = log.find(operation.operation_id)
        assert (ended.status, ended.step("one").attempts) == (OperationStatus.FAILED, 1)
        assert (ended.error.code, ended.error.safe_to_retry) == ("INTERNAL_ERROR", False)
        assert type(cause).__name__ in ended.error.cause
        assert "anna" not in repr(ended)

    def test_is_not_tried_past_its_deadline(self, runner, log, operation, far, clock):
        far.trouble["one"] = Retryable("Away.", cause="x")
        clock.advance(minutes=31)
        runner.run(operation.operation_id)

        assert log.find(operation.operation_id).status is OperationStatus.FAILED


class Queue:
    """Remembers how long each message was hidden."""

    def __init__(self) -> None:
        self.hidden: list[int] = []
        self.asked = 0
        self.last: dict = {}
        self.gone: Exception | None = None

    def get_queue_url(self, *, QueueName, QueueOwnerAWSAccountId):  # noqa: N803
        self.asked += 1
        return {"QueueUrl": f"{QueueOwnerAWSAccountId}/{QueueName}"}

    def change_message_visibility(self, *, VisibilityTimeout, **message):  # noqa: N803
        self.last = message
        if self.gone:
            raise self.gone
        self.hidden.append(VisibilityTimeout)


class TestQueueWorker:
    def worker(self, handle):
        queue = Queue()
        return QueueWorker(lambda: handle, queues=lambda: queue, logger=Log("test")), queue

    def test_asks_for_the_address_of_its_queue_once_per_process(self):
        worker, queue = self.worker(lambda _: None)

        for _ in range(3):
            worker(queue_event("one", "two"))

        assert queue.asked == 1

    def test_deletes_what_was_handled_and_keeps_what_was_not(self):
        def handle(body):
            if body == "bad":
                raise KeyError("surprise")

        worker, _ = self.worker(handle)

        assert worker(queue_event("good", "bad", "good")) == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}

    @pytest.mark.parametrize(
        ("outcome", "hidden"),
        [
            (TryAgain(timedelta(seconds=20)), 20),
            (Busy("x"), 45),
            (LostLease("x"), 46),
            (KeyError("x"), 5),
            (ValueError("x"), 5),
            (MalformedMessage("x"), 1),
        ],
    )
    def test_a_message_comes_back_when_it_makes_sense(self, outcome, hidden):
        def handle(_):
            raise outcome

        worker, queue = self.worker(handle)

        assert worker(queue_event("one"))["batchItemFailures"]
        assert queue.hidden[-1] == hidden
        assert queue.last == {"QueueUrl": "000000000000/test", "ReceiptHandle": "receipt-0"}

    @pytest.mark.parametrize(
        ("outcome", "level", "record"),
        [
            (LostLease("x"), "WARNING", "lost_lease"),
            (MalformedMessage("x"), "ERROR", "malformed_message"),
            (KeyError("x"), "ERROR", "message_failed"),
        ],
    )
    def test_what_went_wrong_is_logged_with_its_message(self, outcome, level, record):
        def handle(_):
            raise outcome

        worker, _ = self.worker(handle)
        with recorded() as records:
            worker(queue_event("one"))

        (found,) = records
        assert (found["message"], found["level"], found["message_id"]) == (record, level, "message-0")
        assert ("error" in found) is (level == "ERROR")

    def test_hides_a_message_for_the_lease_and_no_longer(self):
        worker, queue = self.worker(lambda _: None)
        worker(queue_event("one"))

        assert queue.hidden == [46]

    @pytest.mark.parametrize(
        "gone",
        [
            ClientError({"Error": {"Code": "ReceiptHandleIsInvalid"}}, "ChangeMessageVisibility"),
            EndpointConnectionError(endpoint_url="https://sqs.example"),
        ],
    )
    def test_goes_on_when_visibility_cannot_be_set(self, gone):
        worker, queue = self.worker(lambda _: None)
        queue.gone = gone

        with recorded() as records:
            assert worker(queue_event("one")) == {"batchItemFailures": []}

        (found,) = records
        assert (found["message"], found["message_id"]) == ("visibility_unchanged", "message-0")
        assert found["error"]
