"""A stale operation, whose resource has a newer one: its worker and its dead letter end it, and it alone."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from chassis.dynamodb.attributes import to_attributes
from chassis.operations.dead_letters import UNDELIVERABLE, DeadLetters
from chassis.operations.operation import Operation, OperationStatus
from chassis.operations.operation_log import operation_key
from chassis.operations.workflow import LEASE, Workflow
from chassis.operations.workflow_runner import WorkflowRunner
from chassis.operations.workflows import Workflows
from chassis.runtime import clients
from chassis.testing.faults import calls_counted
from instances import dependencies as instances
from instances import provisioner_dependencies as provisioner
from instances.services.instance_store import InstanceStore
from sites import dependencies as sites
from sites.services.site_store import SiteStore
from tests.catalogue.harness import done, kept
from tests.catalogue.services import ROOT, prepare_workers
from tests.catalogue.writes import WRITES


@dataclass(frozen=True)
class Slow:
    """One kind of slow work: the act that asks for it, its consumers, and the store of its resource.

    Attributes:
        read: the resource of an operation whether or not it names this operation; for the mutant.
    """

    act: str
    runner: Callable[[], WorkflowRunner]
    dead_letters: Callable[[], DeadLetters]
    store: type
    read: Callable[[Any, Operation], Any]


SLOW = {
    "SITE_CREATION": Slow(
        "create_site",
        lambda: sites.workflow_runner("SITE_CREATION_QUEUE"),
        sites.dead_letters,
        SiteStore,
        lambda store, operation: store.sites.get(operation.tenant_id, operation.resource_id),
    ),
    "INSTANCE_PROVISION": Slow(
        "create_instance",
        provisioner.workflow_runner,
        instances.dead_letters,
        InstanceStore,
        lambda store, operation: store.instances.get(operation.tenant_id),
    ),
}


def workflows() -> dict[str, Workflow]:
    """Every kind of slow work of every service."""
    found: list[Workflows] = [
        importlib.import_module(f"{path.parent.name}.workflows").WORKFLOWS
        for path in ROOT.glob("*/src/*/workflows")
        if (path / "__init__.py").exists()
    ]
    return {kind: registry.get(kind) for registry in found for kind in registry.types}


def test_every_exclusive_workflow_has_a_row():
    """Work that is not exclusive has the same result however often it is done; no operation holds its resource."""
    assert set(SLOW) == {kind for kind, workflow in workflows().items() if workflow.exclusive}


@pytest.fixture
def stale(kind, harness, tables, monkeypatch) -> str:
    """An open operation whose resource names a newer one."""
    prepare_workers(monkeypatch)
    operation_id = done(WRITES[SLOW[kind].act].prepare(harness))["operation"]["operationId"]
    assert supersede(operation_id, tables) == 1
    return operation_id


def supersede(operation_id: str, tables: Callable[[str], str]) -> int:
    """Let the resource name a newer operation; answer how many items name the old one."""
    named = [(table, item) for table, item in kept(tables) if item.get("operationId") == operation_id]
    held = [(table, item) for table, item in named if item["SK"] != operation_key(operation_id)["SK"]]
    for table, item in held:
        newer = {**item, "operationId": f"{operation_id[:-4]}0000"}
        clients.dynamodb().put_item(TableName=table, Item=to_attributes(newer))
    return len(held)


@pytest.fixture
def others(stale, tables) -> Callable[[], list[str]]:
    """Every item but the operation's own record and the count of its tenant's operations at work."""
    own = (operation_key(stale)["SK"], "SLOTS#")
    return lambda: sorted(repr(sorted(item.items())) for _, item in kept(tables) if not item["SK"].startswith(own))


def work(kind: str, operation_id: str) -> None:
    SLOW[kind].runner().run(operation_id)


def bury(kind: str, operation_id: str) -> None:
    """What the consumer of dead letters does with its command."""
    end = SLOW[kind].dead_letters().end
    operation = end.log.claim(operation_id, LEASE)
    assert operation
    end.fail_undelivered(operation, workflows()[kind], UNDELIVERABLE)


@pytest.mark.parametrize("handle", [work, bury])
@pytest.mark.parametrize("kind", SLOW)
def test_a_stale_operation_only_ends(kind, handle, stale, others):
    before = others()

    with calls_counted() as calls:
        handle(kind, stale)

    ended = SLOW[kind].dead_letters().operations.find(stale)
    assert (ended.status, ended.error.code) == (OperationStatus.FAILED, "SUPERSEDED")
    assert [call for call in calls.names if not call.startswith("dynamodb:")] == []
    assert others() == before


@pytest.mark.parametrize("kind", SLOW)
def test_a_mutant_whose_store_takes_any_operation_is_caught(kind, stale, others, monkeypatch):
    """Positive control: a store that does not compare the operations lets the dead letter fail the resource."""
    monkeypatch.setattr(SLOW[kind].store, "find", SLOW[kind].read)
    before = others()

    bury(kind, stale)

    assert others() != before
