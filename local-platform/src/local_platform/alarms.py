"""Every alarm: what the rules of platform.yaml give each thing, and what a service.yaml changes or adds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from local_platform.alarm_rules import BUSINESS, AlarmRule, Dimension, ServiceAlarm, Severity
from local_platform.manifest import ManifestError, Platform
from local_platform.service_manifest import Service, StreamTrigger

API = "api"
"""The dimension value that stands for the HTTP API's id, which only the deployed one has."""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One alarm; names of functions, queues and tables are short: without `bbws-` and environment."""

    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    statistic: str
    threshold: float
    period: int
    severity: Severity
    runbook: str


type Found = tuple[str, str]
"""What is watched: the beginning of the alarm's name, and the value of the metric's dimension."""


def read_alarms(platform: Platform) -> dict[str, Alarm]:
    """Every alarm by its name, without `bbws-` and environment.

    Raises:
        ManifestError: a service changes an alarm that nothing gives it, or adds one whose name is taken.
    """
    found = {kind: _by_rule(rule, API) for kind, rule in platform.alarms.items() if rule.each == "api"}
    for service in platform.manifests:
        for name, alarm in _of_service(service, platform.alarms).items():
            if name in found:
                raise ManifestError(f"{service.folder}: two alarms are called {name}; give one another name.")
            found[name] = alarm
    return found


def _of_service(service: Service, rules: Mapping[str, AlarmRule]) -> dict[str, Alarm]:
    given = {
        f"{subject}-{kind}": _scaled(service, rule, _by_rule(rule, value))
        for kind, rule in rules.items()
        if rule.each != "api"
        for subject, value in _WATCHED[rule.each](service)
    }
    return given | {name: _changed(service, name, given, own) for name, own in service.alarms.items()}


def _changed(service: Service, name: str, given: Mapping[str, Alarm], own: ServiceAlarm) -> Alarm:
    said = {field: value for field, value in own if value is not None and field != "dimensions"}
    if own.metric is not None:
        if name in given:
            raise ManifestError(f"{service.folder}: every service has {name}; leave `metric` out to change it.")
        return Alarm(**{"namespace": BUSINESS, **said, "dimensions": own.dimensions})
    if name not in given:
        raise ManifestError(f"{service.folder}: nothing is called {name}; there are {', '.join(sorted(given))}.")
    return replace(given[name], **said)


def _by_rule(rule: AlarmRule, value: str) -> Alarm:
    namespace, dimension = _METRICS[rule.each]
    return Alarm(namespace=namespace, dimensions={dimension: value}, **rule.model_dump(exclude={"each", "share_of"}))


def _scaled(service: Service, rule: AlarmRule, alarm: Alarm) -> Alarm:
    """A share of a function's time-out becomes milliseconds, in which Lambda measures."""
    if rule.share_of is None:
        return alarm
    function = service.functions[alarm.dimensions["FunctionName"].removeprefix(f"{service.service}-")]
    return replace(alarm, threshold=alarm.threshold * function.timeout * 1000)


def _functions(service: Service) -> Iterator[Found]:
    yield from ((name, name) for name in (f"{service.service}-{short}" for short in service.functions))


def _stream_readers(service: Service) -> Iterator[Found]:
    for short, function in service.functions.items():
        if any(isinstance(trigger, StreamTrigger) for trigger in function.triggers):
            yield f"{service.service}-{short}", f"{service.service}-{short}"


def _queues(service: Service) -> Iterator[Found]:
    yield from ((name, name) for name, queue in service.queues.items() if queue.dead_letter)


def _dead_letter_queues(service: Service) -> Iterator[Found]:
    yield from (
        (name, name) for name in sorted({queue.dead_letter for queue in service.queues.values() if queue.dead_letter})
    )


def _tables(service: Service) -> Iterator[Found]:
    yield from ((name, name) for name in service.tables)


def _values(dimension: Dimension) -> Callable[[Service], Iterator[Found]]:
    """The declared values of a business dimension: `SITE_CREATION` begins a name as `site-creation`."""
    return lambda service: ((value.lower().replace("_", "-"), value) for value in service.metrics.get(dimension, ()))


_WATCHED: Mapping[str, Callable[[Service], Iterator[Found]]] = {
    "function": _functions,
    "stream_reader": _stream_readers,
    "queue": _queues,
    "dead_letter_queue": _dead_letter_queues,
    "table": _tables,
    "operation_type": _values("operation_type"),
    "notice_type": _values("notice_type"),
}
_METRICS = {
    "function": ("AWS/Lambda", "FunctionName"),
    "stream_reader": ("AWS/Lambda", "FunctionName"),
    "queue": ("AWS/SQS", "QueueName"),
    "dead_letter_queue": ("AWS/SQS", "QueueName"),
    "table": ("AWS/DynamoDB", "TableName"),
    "operation_type": (BUSINESS, "operation_type"),
    "notice_type": (BUSINESS, "notice_type"),
    "api": ("AWS/ApiGateway", "ApiId"),
}
"""Whose metrics are watched: their namespace, and the dimension that holds the name."""
