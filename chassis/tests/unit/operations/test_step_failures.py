"""What an unforeseen failure of a step says to people and to operators."""

import pytest

from chassis.operations.commands import command_of
from chassis.operations.operation import Operation, OperationStatus
from chassis.operations.step_failures import translate_failures
from chassis.operations.step_outcomes import Impossible, Retryable
from chassis.operations.workflow import Retry
from chassis.runtime.logging import Log
from chassis.testing.log_records import recorded


def fail(error: Exception) -> None:
    with translate_failures(Log("test"), "op-1", "create_site"):
        raise error


def test_a_mistake_of_ours_ends_the_work_and_says_whom_to_ask():
    with recorded() as records, pytest.raises(Impossible) as end:
        fail(KeyError("secret"))

    found = end.value.error
    assert (found.code, found.safe_to_retry) == ("INTERNAL_ERROR", False)
    assert found.message == "Something went wrong on our side. Contact support with the id of this operation."
    assert found.cause
    assert isinstance(end.value.__cause__, KeyError)
    (record,) = records
    assert (record["message"], record["operation_id"], record["step"]) == ("step_failed", "op-1", "create_site")
    assert record["error"]


def test_what_passes_by_itself_is_put_off():
    with recorded() as records, pytest.raises(Retryable) as away:
        fail(TimeoutError())

    assert away.value.message == str(away.value) == "A part of our platform does not answer right now."
    assert away.value.cause
    assert [record["message"] for record in records] == ["step_failed"]


@pytest.mark.parametrize("outcome", [Retryable("Away.", cause="c"), Impossible("GONE", "Gone.")])
def test_an_outcome_of_the_step_itself_passes_unlogged(outcome):
    with recorded() as records, pytest.raises(type(outcome)) as passed:
        fail(outcome)

    assert passed.value is outcome
    assert records == []


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 5), (2, 10), (3, 20), (5, 80), (6, 120), (9, 120)])
def test_pauses_double_up_to_the_longest(attempt, seconds):
    assert Retry().delay(attempt).total_seconds() == seconds


def test_a_command_names_the_work_and_its_resource():
    operation = Operation(
        **{"operation_id": "op-1", "tenant_id": "tenant-1", "operation_type": "SITE_CREATION", "steps": ()},
        **{"resource_type": "SITE", "resource_id": "site-1", "resource_href": "/", "created_by": "a"},
        **{"created_at": "x", "deadline": "x", "correlation_id": "trace-1"},
        status=OperationStatus.PENDING,
    )
    command = command_of(operation)

    assert command.name == "SITE_CREATION_REQUEST"
    assert command.payload == {"tenantId": "tenant-1", "siteId": "site-1", "operationId": "op-1"}
    assert command.correlation_id == "trace-1"
