"""Alarms: what rules give each thing, and what a service may change or add."""

from pathlib import Path

import pytest

from local_platform.alarms import Alarm, read_alarms
from local_platform.manifest import ManifestError, read_platform
from local_platform.references import check_references

RULES = """
alarms:
  errors: {each: function, metric: Errors, statistic: Sum, threshold: 5, period: 300, severity: page, runbook: a.md}
  duration: {each: function, metric: Duration, statistic: Maximum, threshold: 0.9, share_of: timeout, period: 300,
    severity: ticket, runbook: a.md}
  failures: {each: operation_type, metric: OperationsFailed, statistic: Sum, threshold: 5, period: 900,
    severity: page, runbook: a.md#failures}
  slowness: {each: api, metric: Latency, statistic: p95, threshold: 3000, period: 300, severity: page, runbook: a.md}
"""
OWN = "own: {metric: MailsFailed, statistic: Sum, threshold: 1, period: 60, severity: page, runbook: a.md}"


class Checkout:
    """A checkout of one service with one function, one kind of work and these alarms."""

    def __init__(self, root: Path, tiny_root: Path) -> None:
        self.root = root
        (root / "notes-service").mkdir()
        (root / "platform.yaml").write_text((tiny_root / "platform.yaml").read_text() + RULES)

    def read(self, alarms: str = "", metrics: str = "{operation_type: [NOTE_EXPORT]}") -> dict[str, Alarm]:
        """Every alarm, when the service says this."""
        text = "service: notes\nfunctions: {api: {handler: notes.main.handler, timeout: 20}}\n"
        (self.root / "notes-service" / "service.yaml").write_text(f"{text}metrics: {metrics}\nalarms: {{{alarms}}}\n")
        return read_alarms(read_platform(self.root))


@pytest.fixture
def checkout(tmp_path: Path, tiny_root: Path) -> Checkout:
    return Checkout(tmp_path, tiny_root)


class TestRules:
    def test_each_thing_of_a_kind_has_the_alarm_of_that_kind(self, checkout: Checkout) -> None:
        assert set(checkout.read()) == {"notes-api-errors", "notes-api-duration", "note-export-failures", "slowness"}

    def test_a_kind_of_work_is_watched_by_its_type(self, checkout: Checkout) -> None:
        alarm = checkout.read()["note-export-failures"]

        assert (alarm.namespace, alarm.dimensions) == ("BBWS", {"operation_type": "NOTE_EXPORT"})
        assert (alarm.threshold, alarm.period, alarm.severity, alarm.runbook) == (5, 900, "page", "a.md#failures")

    def test_a_share_of_the_time_out_becomes_milliseconds(self, checkout: Checkout) -> None:
        assert checkout.read()["notes-api-duration"].threshold == 18_000


class TestService:
    def test_a_change_leaves_the_rest_as_it_is(self, checkout: Checkout) -> None:
        given = checkout.read()["note-export-failures"]
        changed = checkout.read("note-export-failures: {threshold: 0}")["note-export-failures"]

        assert changed.threshold == 0
        assert (changed.metric, changed.period, changed.dimensions) == (given.metric, given.period, given.dimensions)

    def test_an_alarm_of_its_own_is_added(self, checkout: Checkout) -> None:
        alarm = checkout.read(OWN)["own"]

        assert (alarm.namespace, alarm.dimensions, alarm.metric) == ("BBWS", {}, "MailsFailed")

    @pytest.mark.parametrize(
        ("alarms", "said"),
        [
            ("note-exprt-failures: {threshold: 0}", "nothing is called note-exprt-failures; there are note-export-"),
            (OWN.replace("own", "notes-api-errors"), "every service has notes-api-errors; leave `metric` out"),
            (OWN.replace("own", "slowness"), "two alarms are called slowness"),
            ("own: {metric: MailsFailed, threshold: 1}", "needs statistic, threshold, period, severity and runbook"),
            ("notes-api-errors: {dimensions: {a: b}}", "give its `metric` too"),
            ("notes-api-errors: {severity: shout}", "alarms.notes-api-errors.severity"),
            ("notes-api-errors: {period: 90}", "multiple of 60"),
            ("notes-api-errors: {runbook: ../secrets.md}", "alarms.notes-api-errors.runbook"),
        ],
    )
    def test_a_mistake_says_what_to_do(self, checkout: Checkout, alarms: str, said: str) -> None:
        with pytest.raises(ManifestError) as caught:
            checkout.read(alarms)

        assert said in str(caught.value)

    def test_an_unknown_dimension_is_refused(self, checkout: Checkout) -> None:
        with pytest.raises(ManifestError, match="metrics"):
            checkout.read(metrics="{tenant_id: [a]}")

    def test_make_run_finds_the_mistake_before_anything_is_deployed(self, checkout: Checkout) -> None:
        checkout.read("notes-api-errors: {threshold: 9}")
        text = (checkout.root / "platform.yaml").read_text().replace("notes/authorizer", "notes/api")
        (checkout.root / "platform.yaml").write_text(text)
        check_references(read_platform(checkout.root))
        manifest = checkout.root / "notes-service" / "service.yaml"
        manifest.write_text(manifest.read_text().replace("notes-api-errors", "notes-api-erors"))

        with pytest.raises(ManifestError, match="nothing is called notes-api-erors"):
            check_references(read_platform(checkout.root))
