"""service.yaml says what the code needs: handlers, variables, targets of the outbox, times that fit each other."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pytest

from chassis.runtime.settings import Settings
from local_platform.manifest import read_service
from local_platform.service_manifest import Function, HttpTrigger, Queue, QueueTrigger, ScheduleTrigger, StreamTrigger

GATEWAY_LIMIT = 29  # seconds; API Gateway gives up then


def functions(folder: Path) -> dict[str, Function]:
    return read_service(folder).functions


def queues_of(root: Path) -> dict[str, Queue]:
    return {
        name: queue
        for found in root.glob("*/service.yaml")
        for name, queue in read_service(found.parent).queues.items()
    }


def test_the_declaration_can_be_read(deployed):
    assert read_service(deployed).functions


def test_a_function_behind_http_answers_before_the_gateway_gives_up(deployed):
    slow = [
        name
        for name, function in functions(deployed).items()
        if function.timeout > GATEWAY_LIMIT and any(isinstance(t, HttpTrigger) for t in function.triggers)
    ]

    assert slow == []


def test_an_api_function_holds_no_dangerous_right(deployed):
    """A Lambda is a permission boundary: WordPress administrators, ECS and mail belong to workers of their own."""
    for name, function in functions(deployed).items():
        if any(isinstance(trigger, HttpTrigger) for trigger in function.triggers):
            assert set(function.permissions) <= {"dynamodb"}, name


@pytest.mark.parametrize(
    ("right", "holders"),
    [
        ("ses", {"mailer"}),
        ("secretsmanager:GetSecretValue", {"site-creation"}),
        ("ecs:CreateService", {"provisioner"}),
        ("cognito-idp", {"user-groups"}),
    ],
)
def test_a_dangerous_right_has_one_holder(root, right, holders):
    service, _, action = right.partition(":")
    found = {
        name
        for file in root.glob("*/service.yaml")
        for name, function in functions(file.parent).items()
        for actions in function.permissions.get(service, {}).values()
        if not action or action in actions
    }

    assert found == holders


def test_a_queue_hides_a_message_longer_than_its_function_may_run(deployed, root):
    queues = queues_of(root)
    for name, function in functions(deployed).items():
        for trigger in function.triggers:
            if isinstance(trigger, QueueTrigger):
                assert queues[trigger.queue].visibility > function.timeout, name


def test_every_queue_that_is_consumed_has_a_dead_letter_queue(deployed, root):
    queues = queues_of(root)
    consumed = [t.queue for f in functions(deployed).values() for t in f.triggers if isinstance(t, QueueTrigger)]
    dead = {queue.dead_letter for queue in queues.values()}

    assert [name for name in consumed if name not in dead and not queues[name].dead_letter] == []


def test_a_table_with_an_outbox_has_a_relay_and_a_sweeper(deployed):
    manifest = read_service(deployed)
    for name, table in manifest.tables.items():
        if "OUTBOX" not in table.indexes:
            continue
        triggers = manifest.functions["relay"].triggers
        assert table.stream == "NEW_IMAGE"
        assert any(isinstance(trigger, StreamTrigger) and trigger.stream == name for trigger in triggers)
        assert any(isinstance(trigger, ScheduleTrigger) for trigger in triggers)


def test_each_function_finds_its_settings_in_its_environment(deployed):
    """At least one settings class of the package is satisfied by the function's variables."""
    for name, function in functions(deployed).items():
        package = function.handler.partition(".")[0]
        package = {"sqs_consumers": "sites", "ecs_event_handler": "instances"}.get(package, package)
        missing = [required(kind) - set(function.environment) for kind in settings_of(package)]

        assert not missing or set() in missing, f"{name} lacks {missing}"


def settings_of(package: str) -> list[type[Settings]]:
    module = importlib.import_module(f"{package}.settings")
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Settings) and kind is not Settings
    ]


def required(kind: type[Settings]) -> set[str]:
    return {name.upper() for name in get_type_hints(kind) if not hasattr(kind, name)}


def test_the_relay_knows_every_address_that_the_outbox_names(deployed, root):
    """The relay of each table that the service writes messages to: its own, or another service's (ADR 0013)."""
    manifest = read_service(deployed)
    package = deployed / "src" / manifest.service
    named = {target for file in package.rglob("*.py") for target in targets(ast.parse(file.read_text()))}
    written = {table for function in manifest.functions.values() for table in function.permissions.get("dynamodb", {})}
    owners = [
        owner
        for owner in (read_service(path.parent) for path in root.glob("*/service.yaml"))
        if "relay" in owner.functions and written & set(owner.tables)
    ]
    relay = next((one for one in owners if one.service == manifest.service), next(iter(owners), None))
    known = set(relay.functions["relay"].environment) if relay else set()

    assert named - known == set()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("outbox.command(p, 'WORK_QUEUE_URL', command, now)", {"WORK_QUEUE_URL"}),
        ("QUEUE = 'WORK_QUEUE_URL'\nself.outbox.command(p, QUEUE, command, now)", {"WORK_QUEUE_URL"}),
        ("outbox.notice(p, 'TOPIC_ARN', event, now)", {"TOPIC_ARN"}),
        ("self.outbox.event(p, event, now)", {"EVENT_BUS_NAME"}),
    ],
)
def test_targets_are_found_in_code(code, found):
    assert set(targets(ast.parse(code))) == found


def targets(tree: ast.Module) -> Iterator[str]:
    """The environment variables that a module's outbox lines will need in the relay."""
    constants = {
        name.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for name in node.targets
        if isinstance(name, ast.Name)
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if "outbox" not in ast.unparse(node.func.value).lower():
            continue
        if node.func.attr == "event":
            yield "EVENT_BUS_NAME"
        if node.func.attr in ("command", "notice"):
            target = node.args[1]
            name = constants[target.id] if isinstance(target, ast.Name) else ast.literal_eval(target)
            yield str(name)
