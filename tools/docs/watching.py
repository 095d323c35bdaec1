"""The alarms and business figures of docs/runbooks/alarms.md, from what platform.yaml and service.yaml declare."""

from collections.abc import Iterator
from pathlib import Path

from chassis.runtime.metrics import BUSINESS_METRICS
from local_platform.alarm_rules import AlarmRule
from local_platform.alarms import Alarm, read_alarms
from local_platform.manifest import Platform, read_platform

ROOT = Path(__file__).resolve().parents[2]
_KINDS = {
    "function": "every function",
    "stream_reader": "every reader of a stream",
    "queue": "every queue",
    "dead_letter_queue": "every dead-letter queue",
    "table": "every table",
    "operation_type": "every type of operation",
    "notice_type": "every kind of mail",
    "api": "the API",
}

_MILLISECONDS = {"IteratorAge", "OperationDuration", "Latency"}
_SECONDS = {"ApproximateAgeOfOldestMessage"}


def format_alarms(_: str) -> str:
    """Every rule, and every alarm that a service changes or adds."""
    platform = read_platform(ROOT)
    lines = ["| alarm | of | rings when | within | |", "|---|---|---|--:|---|"]
    for kind, rule in platform.alarms.items():
        unit = " of the time-out" if rule.share_of else ""
        name = kind if rule.each == "api" else f"…-{kind}"
        lines.append(
            _format_row(
                name, _KINDS[rule.each], f"{_format_figure(rule.statistic, rule.metric, rule.threshold)}{unit}", rule
            )
        )
    return "\n".join([*lines, *_own_rows(platform)])


def _own_rows(platform: Platform) -> Iterator[str]:
    made = read_alarms(platform)
    for service in platform.manifests:
        for name in service.alarms:
            alarm = made[name]
            yield _format_row(
                name, service.folder.name, _format_figure(alarm.statistic, alarm.metric, alarm.threshold), alarm
            )


def _format_figure(statistic: str, metric: str, threshold: float) -> str:
    milliseconds, seconds = metric in _MILLISECONDS, metric in _SECONDS
    shown = f"{threshold / 1000:g} s" if milliseconds else f"{threshold:g} s" if seconds else f"{threshold:g}"
    return f"{statistic} of `{metric}` > {shown}"


def _format_row(name: str, of: str, figure: str, alarm: Alarm | AlarmRule) -> str:
    return f"| `{name}` | {of} | {figure} | {alarm.period // 60} min | {alarm.severity} |"


def format_business_metrics(_: str) -> str:
    """Every dimension with its figures and the values that services declare."""
    services = read_platform(ROOT).manifests
    lines = ["| dimension | figures | values |", "|---|---|---|"]
    for dimension, figures in BUSINESS_METRICS.items():
        named = ", ".join(f"`{name}` ({unit.value})" for name, unit in figures.items())
        values = ", ".join(f"`{value}`" for service in services for value in service.metrics.get(dimension, ()))
        lines.append(f"| `{dimension}` | {named} | {values} |")
    return "\n".join(lines)
