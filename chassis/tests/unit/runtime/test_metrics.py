"""Metrics reach CloudWatch as log lines in its embedded format."""

import json
from collections.abc import Callable

import pytest

from chassis.runtime import metrics


@pytest.fixture
def recorded(capsys) -> Callable[[], dict]:
    """The one line that was written; figures without the lists in which the format holds them."""

    def read() -> dict:
        [line] = capsys.readouterr().out.splitlines()
        return {name: value[0] if isinstance(value, list) else value for name, value in json.loads(line).items()}

    return read


def declared(line: dict) -> dict:
    [found] = line["_aws"]["CloudWatchMetrics"]
    return found


class TestBusinessMetrics:
    def test_a_completed_operation_counts_and_has_a_duration_in_milliseconds(self, recorded):
        metrics.record_operation_end("SITE_CREATION", failed=False, seconds=12.5)

        line = recorded()
        assert (line["OperationsCompleted"], line["OperationsFailed"]) == (1, 0)
        assert line["OperationDuration"] == 12_500
        assert {"Name": "OperationDuration", "Unit": "Milliseconds"} in declared(line)["Metrics"]

    def test_a_failed_operation_counts_and_its_duration_is_left_out(self, recorded):
        metrics.record_operation_end("SITE_CREATION", failed=True, seconds=900)

        line = recorded()
        assert (line["OperationsCompleted"], line["OperationsFailed"]) == (0, 1)
        assert "OperationDuration" not in line

    @pytest.mark.parametrize(
        ("record", "dimension", "value"),
        [
            (lambda: metrics.record_operation_end("A", failed=True, seconds=1), "operation_type", "A"),
            (lambda: metrics.record_overdue_operations("A", 3), "operation_type", "A"),
            (lambda: metrics.record_event("TENANT_CREATED"), "event_type", "TENANT_CREATED"),
            (lambda: metrics.record_mail("INVITATION_SENT", failed=False), "notice_type", "INVITATION_SENT"),
        ],
    )
    def test_the_dimension_is_all_that_alarms_match(self, recorded, monkeypatch, record, dimension, value):
        """An alarm finds a metric by exactly its dimensions; Powertools would add the service."""
        monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "sites")
        record()

        line = recorded()
        assert declared(line)["Dimensions"] == [[dimension]]
        assert declared(line)["Namespace"] == "BBWS"
        assert line[dimension] == value

    def test_how_many_are_overdue_is_told_even_when_none_is(self, recorded):
        metrics.record_overdue_operations("SITE_CREATION", 0)

        assert recorded()["OperationsOverdue"] == 0

    @pytest.mark.parametrize("failed", [True, False])
    def test_a_mail_is_sent_or_failed(self, recorded, failed):
        metrics.record_mail("INVITATION_SENT", failed=failed)

        line = recorded()
        assert (line["MailsSent"], line["MailsFailed"]) == (int(not failed), int(failed))
