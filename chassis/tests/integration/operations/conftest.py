"""A plain environment for workflows: a resource in a table, and the parts that a runner needs."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.table import Select
from chassis.dynamodb.transaction import transact
from chassis.dynamodb.writes import Put
from chassis.messaging.outbox import Outbox
from chassis.operations.callbacks import Callbacks
from chassis.operations.command_outbox import CommandOutbox
from chassis.operations.operation import Operation
from chassis.operations.operation_log import NewOperation, OperationLog, Superseded, operation_key
from chassis.operations.reconciler import Reconciler
from chassis.operations.step_outcomes import WaitForEvent
from chassis.operations.tenant_slots import TenantSlots
from chassis.operations.workflow import Step, Workflow
from chassis.operations.workflow_end import WorkflowEnd
from chassis.operations.workflow_runner import WorkflowRunner
from chassis.operations.workflows import Workflows
from chassis.runtime.logging import Log

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
QUEUE = "TEST_QUEUE"


@dataclass(frozen=True)
class Thing:
    """A resource: the operation that works on it, and its state."""

    operation_id: str
    state: str = "NEW"
    version: int = 1
    resource_id: str = "thing-1"


class ThingStore:
    """Stores things by resource id; `meddle` is called between a read and its write."""

    def __init__(self, table) -> None:
        self.table = table
        self.meddle: Callable[[], None] | None = None

    def put(self, resource_id: str, thing: Thing) -> None:
        transact(self.table.client, [Put(self.table.name, self._item(resource_id, thing), Condition())])

    def get(self, resource_id: str) -> Thing | None:
        item = self.table.get(self._key(resource_id))
        return Thing(item["operationId"], item["state"], item["version"], resource_id) if item else None

    def find(self, operation: Operation) -> Thing:
        thing = self.get(operation.resource_id)
        if thing is None or thing.operation_id != operation.operation_id:
            raise Superseded(operation.operation_id)
        return thing

    def advance(self, before, action, operation, *, error=None, changes=None):
        state = error.code if error else (changes or {}).get("state", action or before.state)
        return replace(before, state=state, operation_id=operation.operation_id, version=before.version + 1)

    def update_write(self, before, after):
        if self.meddle:
            meddle, self.meddle = self.meddle, None
            meddle()
        item = self._item(after.resource_id, after)
        return Put(self.table.name, item, Condition(exists=True, equals={"version": before.version}))

    @staticmethod
    def _key(resource_id: str) -> dict:
        return {"PK": f"TENANT#{TENANT}", "SK": f"THING#{resource_id}"}

    def _item(self, resource_id: str, thing: Thing) -> dict:
        words = {"operationId": thing.operation_id, "state": thing.state, "version": thing.version}
        return self._key(resource_id) | words


class World:
    """Everything that a workflow needs, with a clock that moves only when the test advances it."""

    def __init__(self, table, clock) -> None:
        self.table, self.clock = table, clock
        self.log = OperationLog(table.client, table.name, clock)
        self.store = ThingStore(table)
        self.commands = CommandOutbox(Outbox(table.name), clock)
        self.slots = TenantSlots(self.log, self.commands)
        self.callbacks = Callbacks(self.log, self.commands)
        self.notes: list[str] = []

    def end(self) -> WorkflowEnd:
        return WorkflowEnd(self.log, self.store, self, self.slots, Log("test"))

    def runner(self, *steps: Step, queue: str = QUEUE, **options) -> WorkflowRunner:
        """Create the consumer's runner for a workflow TEST of these steps."""
        flow = Workflow(
            **{
                "operation_type": "TEST",
                "title": "Test",
                "resource_type": "THING",
                "steps": steps,
                "deadline": timedelta(hours=2),
                "on_success": lambda change: self._note(change, "done"),
                "on_failure": lambda change: self._note(change, "failed"),
                "on_cancel": lambda change: self._note(change, "cancelled"),
            }
            | options
        )
        workflows = Workflows({queue: {"TEST": "nowhere"}})
        workflows._load = lambda _: flow
        return WorkflowRunner(workflows, queue, self.end(), self.slots, clock=self.clock, logger=Log("test"))

    def _note(self, change, what: str) -> list:
        key = {"PK": f"TENANT#{TENANT}", "SK": f"NOTE#{change.operation.operation_id}#{what}"}
        return [Put(self.table.name, key)]

    def ends(self) -> list[str]:
        """List the ends of operations, from their messages; a second message of one end would fail its transaction."""
        page = self.table.page(Select(("PK", f"TENANT#{TENANT}"), ("SK", "NOTE#")), size=100)
        return [item["SK"].rpartition("#")[2] for item in page.items]

    def begin(self, *names: str, deadline=timedelta(hours=2), resource_id="thing-1", parent=None) -> str:
        """Accept an operation with these steps; its thing names it."""
        operation, record = self.log.begin(
            NewOperation(
                tenant_id=TENANT,
                operation_type="TEST",
                resource_type="THING",
                resource_id=resource_id,
                resource_href="/",
                steps=[(name, name) for name in names],
                created_by="user-1",
                correlation_id="trace",
                allowed=deadline,
                queue=QUEUE,
                parent=parent,
            )
        )
        transact(self.table.client, [record])
        self.store.put(resource_id, Thing(operation.operation_id))
        return operation.operation_id

    def item(self, operation_id: str) -> dict:
        return self.table.get(operation_key(operation_id))

    def commands_sent(self) -> list[str]:
        """List the operations whose commands are in the outbox, sorted by id."""
        page = self.table.page(Select(("PK", f"TENANT#{TENANT}"), ("SK", "OUTBOX#")), size=100)
        return sorted(item["body"]["payload"]["operationId"] for item in page.items)

    def due(self) -> list[str]:
        """Run the reconciler; list the operations whose commands it sends again."""
        seen = []

        class Queues:
            def send_message(self, **message):
                seen.append(json.loads(message["MessageBody"])["payload"]["operationId"])

        Reconciler(self.table, Queues(), {QUEUE: "url"}, self.clock, Log("test")).run()
        return seen

    def running(self) -> int:
        """Return how many slots the tenant holds on the queue."""
        item = self.table.get({"PK": "TENANT#1b4e28ba2fa1", "SK": f"SLOTS#{QUEUE}"})
        return item["running"] if item else 0


@pytest.fixture
def world(table, clock) -> World:
    return World(table, clock)


def step(name: str, run=lambda _: {}, **options) -> Step:
    """Create a step whose work is the function `run`."""
    return Step(name=name, title=name, run=run, **options)


@pytest.fixture(name="step")
def make_step():
    return step


class Outside:
    """A run on GitHub, a DNS answer, an ECS service: done or not yet."""

    def __init__(self) -> None:
        self.done, self.looks, self.meanwhile = False, 0, None

    def look(self, run):
        self.looks += 1
        found = self.done or run.callback is not None
        if self.meanwhile:
            self.meanwhile()
            self.meanwhile = None
        if not found:
            raise WaitForEvent("The run is at work.", check_after=timedelta(minutes=10))
        return {"answer": (run.callback or {}).get("conclusion", "seen")}


@pytest.fixture
def outside():
    return Outside()
