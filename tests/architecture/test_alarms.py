"""What is declared to be measured is measured, what is measured is declared, and every alarm has a page that exists."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from chassis.runtime.metrics import BUSINESS_METRICS, NAMESPACE
from local_platform.alarm_rules import BUSINESS
from local_platform.alarms import Alarm, read_alarms
from local_platform.manifest import Platform, read_platform
from mail.domain.notice import NoticeKind
from operate.declarations import list_operation_types

RECORDS = {
    "record_operation_end": {"OperationsCompleted", "OperationsFailed", "OperationDuration"},
    "record_overdue_operations": {"OperationsOverdue"},
    "record_event": {"EventsPublished"},
    "record_mail": {"MailsSent", "MailsFailed"},
}
"""The functions of chassis.runtime.metrics, and the figures that each records (chassis/tests prove it)."""


@pytest.fixture(scope="module")
def platform(root: Path) -> Platform:
    return read_platform(root)


@pytest.fixture(scope="module")
def alarms(platform: Platform) -> dict[str, Alarm]:
    return read_alarms(platform)


def declared(platform: Platform, dimension: str) -> list[str]:
    """The values that services declare for a business dimension."""
    return [value for service in platform.manifests for value in service.metrics.get(dimension, ())]


def calls(file: Path) -> set[str]:
    """The names of the functions that a source calls."""
    found = [node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    return {name for one in found if (name := getattr(one, "attr", getattr(one, "id", None)))}


class TestDeclaredIsMeasured:
    def test_operation_types_are_those_that_services_begin(self, platform, root):
        assert sorted(declared(platform, "operation_type")) == list_operation_types(root)

    def test_notices_are_those_that_are_mailed(self, platform):
        assert sorted(declared(platform, "notice_type")) == sorted(NoticeKind)

    @pytest.mark.parametrize("package", ["tenants", "invitations", "instances", "sites"])
    def test_events_are_those_that_a_service_announces(self, platform, package):
        """What is announced and not counted here is a notice, which the mailer counts."""
        announced = set(importlib.import_module(f"{package}.domain.events").EVENTS)
        [service] = [one for one in platform.manifests if one.service == package]
        counted = set(service.metrics["event_type"])

        assert counted <= announced
        assert announced - counted <= set(NoticeKind)

    def test_nothing_is_declared_twice(self, platform):
        for dimension in BUSINESS_METRICS:
            values = declared(platform, dimension)
            assert sorted(set(values)) == sorted(values)

    def test_every_figure_is_recorded_by_code_that_runs(self, root):
        sources = [file for file in root.glob("*/src/**/*.py") if file.name != "metrics.py"]
        called = set().union(*(calls(file) for file in sources))
        figures = {figure for of_dimension in BUSINESS_METRICS.values() for figure in of_dimension}

        assert [name for name in RECORDS if name not in called] == []
        assert set().union(*RECORDS.values()) == figures


class TestAlarms:
    def test_both_readers_mean_the_same_namespace(self):
        assert BUSINESS == NAMESPACE

    def test_an_alarm_about_business_watches_a_figure_that_is_recorded(self, platform, alarms):
        for name, alarm in alarms.items():
            if alarm.namespace == NAMESPACE:
                [(dimension, value)] = alarm.dimensions.items()
                assert alarm.metric in BUSINESS_METRICS[dimension], name
                assert value in declared(platform, dimension), name

    def test_every_alarm_has_a_page_and_heading_that_exist(self, root, alarms):
        folder = root / "docs" / "runbooks"
        missing = {name: alarm.runbook for name, alarm in alarms.items() if not exists(folder, alarm.runbook)}

        assert missing == {}

    @pytest.mark.parametrize("runbook", ["nowhere.md", "alarms.md#nowhere"])
    def test_a_page_or_heading_that_is_missing_is_found(self, root, runbook):
        assert not exists(root / "docs" / "runbooks", runbook)

    @pytest.mark.parametrize(
        "name",
        [  # domain §10.5
            *("sites-api-errors", "sites-api-throttles", "sites-relay-lag", "mail-dlq-filled", "wp-site-creation-age"),
            *("sites-throttled-writes", "site-creation-failures", "site-creation-failure-rate"),
            *("site-creation-slowness", "site-creation-overdue", "instance-provision-failures", "mail-bounce-rate"),
        ],
    )
    def test_what_the_domain_names_is_watched(self, alarms, name):
        assert name in alarms


def exists(folder: Path, runbook: str) -> bool:
    """Whether the page is there, and its heading."""
    page, _, anchor = runbook.partition("#")
    if not (folder / page).exists():
        return False
    headings = re.findall(r"^#+ (.+)$", (folder / page).read_text(), re.MULTILINE)
    return not anchor or anchor in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
