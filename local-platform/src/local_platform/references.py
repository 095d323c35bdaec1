"""Checks that every name in a declaration is declared: finds a misspelt queue before anything is deployed."""

from collections.abc import Iterator

from local_platform.alarms import read_alarms
from local_platform.manifest import ManifestError, Platform
from local_platform.names import ENVIRONMENT
from local_platform.service_manifest import Function, QueueTrigger, Service, StreamTrigger

type Named = tuple[str, str, str]
"""Where it is named, the kind of thing, its name."""


def check_references(platform: Platform) -> None:
    """Every table, queue, topic, bus, setting, key, function and alarm that a declaration names exists.

    Raises:
        ManifestError: one does not; the message names the file, the field and what is declared.
    """
    declared = _declared(platform)
    wrong = [
        f"{where} names the {kind} `{name}`, which nobody declares (there are: {', '.join(sorted(declared[kind]))})"
        for where, kind, name in _named(platform)
        if name not in declared[kind]
    ]
    if wrong:
        raise ManifestError("; ".join(wrong))
    read_alarms(platform)


def _declared(platform: Platform) -> dict[str, set[str]]:
    services = platform.manifests
    return {
        "table": {name for service in services for name in service.tables},
        "queue": {name for service in services for name in service.queues},
        "topic": {name for service in services for name in service.topics},
        "bus": {*platform.buses, "default"},
        "setting": set(platform.settings.get(ENVIRONMENT, {})),
        "key": set(platform.keys),
        "function": {f"{service.service}/{name}" for service in services for name in service.functions},
    }


def _named(platform: Platform) -> Iterator[Named]:
    yield "platform.yaml: api.authorizer.function", "function", platform.api.authorizer.function
    if platform.identity.sign_up:
        yield "platform.yaml: identity.sign_up", "function", platform.identity.sign_up
    yield "platform.yaml: api.default", "function", platform.api.default
    for service in platform.manifests:
        for where, kind, name in _named_by(service):
            yield f"{service.folder.name}/service.yaml: {where}", kind, name


def _named_by(service: Service) -> Iterator[Named]:
    for name, queue in service.queues.items():
        if queue.dead_letter:
            yield f"queues.{name}.dead_letter", "queue", queue.dead_letter
    for name, topic in service.topics.items():
        yield from ((f"topics.{name}.queues", "queue", queue) for queue in topic.queues)
    for name, rule in service.rules.items():
        yield f"rules.{name}.bus", "bus", rule.bus
        yield f"rules.{name}.queue", "queue", rule.queue
    for name, function in service.functions.items():
        yield from ((f"functions.{name}.{where}", kind, thing) for where, kind, thing in _named_in(function))


def _named_in(function: Function) -> Iterator[Named]:
    for variable, value in function.references.items():
        yield f"environment.{variable}", value.kind, value.name
    for trigger in function.triggers:
        if isinstance(trigger, StreamTrigger):
            yield "triggers.stream", "table", trigger.stream
        if isinstance(trigger, QueueTrigger):
            yield "triggers.queue", "queue", trigger.queue
