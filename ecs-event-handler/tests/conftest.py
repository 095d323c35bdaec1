"""Instances on a real table, and an ECS that shows what the test wants."""

import dataclasses
import itertools
import json
import uuid
from types import SimpleNamespace

import pytest

from chassis.access.caller import Role
from chassis.dynamodb.table import Select
from chassis.http.request_context import RequestContext
from chassis.operations.operation import Operation
from chassis.operations.workflow_runner import WorkflowRunner
from chassis.runtime import clients
from chassis.testing import caller, queue_event
from ecs_event_handler import dependencies as doors
from ecs_event_handler import main, reconciler_main
from instances import dependencies
from instances.clients.ecs_reader import EcsReader
from instances.domain.hosting import Hosting
from instances.domain.instance import Instance, InstanceRequest
from instances.domain.lifecycle import InstanceState
from instances.domain.observation import Rollout, ServiceObservation
from instances.domain.provisioning import Credentials
from instances.domain.tags import tags_of
from instances.domain.tenant import Tenant, TenantStatus
from instances.domain.tier import Tier
from instances.services.infrastructure import Infrastructure
from instances.services.instance_work import InstanceWork
from instances.workflows import PROVISION_QUEUE, WORKFLOWS

CLUSTER = "arn:aws:ecs:af-south-1:000000000000:cluster/bbws-cluster-local"
START = {"desired_count": 2, "running_count": 0, "pending_count": 2, "rollout": Rollout.IN_PROGRESS}
STEADY = {"running_count": 2, "pending_count": 0, "rollout": Rollout.COMPLETED}
HOSTING = Hosting(
    environment="local",
    image="registry.example/bbws-wordpress",
    architecture="ARM64",
    execution_role_arn="arn:aws:iam::000000000000:role/bbws-ecs-execution-local",
    database_role_arn="arn:aws:iam::000000000000:role/bbws-ecs-database-local",
    boundary_arn="arn:aws:iam::000000000000:policy/bbws-tenant-boundary-local",
    database_host="db.example:3306",
    database_secret_arn="arn:aws:secretsmanager:af-south-1:000000000000:secret:admin",
    public_port="",
    file_system_id="fs-1",
    vpc_id="vpc-1",
    subnets=("subnet-1",),
    security_groups=("sg-1",),
    listener_arn="arn:aws:elasticloadbalancing:af-south-1:000000000000:listener/app/bbws-alb-local/1/2",
    key_arn="arn:aws:kms:af-south-1:000000000000:key/1",
    log_retention_days=30,
)
ENVIRONMENT = {
    "API_URL": "http://tenants.example",
    "ENVIRONMENT": "local",
    "ECS_CLUSTER": "bbws-cluster-local",
    "WORDPRESS_BASE_DOMAIN": "wp.example",
}


class World:
    """One tenant's service in ECS: its present state, and the events about it."""

    def __init__(self, tenant_id: str) -> None:
        self.tenant_id = tenant_id
        self.name = f"tenant-{tenant_id.removeprefix('tenant-').replace('-', '')[:12]}-wordpress"
        self.seen: ServiceObservation | None = ServiceObservation(
            name=self.name,
            arn=f"{CLUSTER.replace(':cluster/', ':service/')}/{self.name}",
            **START,
            deployment_id="ecs-svc/1",
            reason="",
            rolling_back=False,
            task_definition_arn="arn:definition",
            tags=tags_of(tenant_id, "local", None, "wordpress"),
        )
        self.looked = 0

    def show(self, **changes) -> None:
        """Change what ECS shows from now on."""
        self.seen = dataclasses.replace(self.seen, **changes)

    def service_event(self, name: str, kind="ECS Service Action", **detail) -> str:
        """Build a service or deployment event as a rule puts it into the queue; without tags, as on AWS."""
        arn = f"{CLUSTER.replace(':cluster/', ':service/')}/{self.name}"
        return _message(kind, [arn], {"eventType": "INFO", "eventName": name} | detail)

    def task_event(self, task_id: str, status: str, version: int, **detail) -> str:
        """Build an event of a task."""
        arn = f"{CLUSTER.replace(':cluster/', ':task/')}/{task_id}"
        told = {
            "taskArn": arn,
            "clusterArn": CLUSTER,
            "group": f"service:{self.name}",
            "lastStatus": status,
            "desiredStatus": "STOPPED" if status in ("STOPPED", "DEPROVISIONING") else "RUNNING",
            "version": version,
            "updatedAt": f"2026-02-21T08:00:{version:02}.000Z",
            "containers": [{"name": "wordpress", "lastStatus": status}],
        }
        return _message("ECS Task State Change", [arn], told | detail)


def standing(worlds: dict[str, World]) -> Infrastructure:
    """Replaces the provisioner's infrastructure: everything exists already; the tests are about later events."""
    return Infrastructure(
        hosting=HOSTING,
        credentials=SimpleNamespace(create=lambda _: Credentials(database="arn:database", app_password="arn:app")),
        logs=SimpleNamespace(create=lambda _: None),
        access_points=SimpleNamespace(create=lambda _: {"id": "fsap-1", "arn": "arn:point"}),
        roles=SimpleNamespace(create=lambda *_: "arn:role"),
        databases=SimpleNamespace(create=lambda *_: None),
        definitions=SimpleNamespace(register=lambda *_: "arn:definition"),
        routes=SimpleNamespace(create_target_group=lambda _: "arn:group", create_rule=lambda *_: "arn:rule"),
        services=SimpleNamespace(
            create=lambda instance, *_: worlds[instance.service_name].seen.arn,
            observe=lambda name: worlds[name].seen,
        ),
    )


class Harness:
    """The functions under test, and the instances behind them."""

    def __init__(self, clock) -> None:
        self.clock = clock
        self.worlds: dict[str, World] = {}
        self.looked_at: set[str] = set()
        self.delivered: dict[str, int] = {}

    def look(self, name: str) -> ServiceObservation | None:
        """Show the functions under test a service, and note that they may have sent a command for it."""
        if name not in self.worlds:
            return None
        self.looked_at.add(name)
        self.worlds[name].looked += 1
        return self.worlds[name].seen

    def launched(self) -> World:
        """Create a tenant whose service the provisioner has just created: the instance is PROVISIONING."""
        world = World(f"tenant-{uuid.uuid4()}")
        self.worlds[world.name] = world
        tenant = Tenant(
            tenant_id=world.tenant_id,
            organization_name="Acme",
            contact_email="anna@example.com",
            environment="local",
            status=TenantStatus.PENDING,
            slug=world.name[7:19],
            version=1,
        )
        dependencies.tenant_dao().apply(tenant)
        call = RequestContext("create_instance", caller(Role.PLATFORM_ADMIN), "trace-1")
        asked = InstanceRequest(tier=Tier.STANDARD)
        promise = dependencies.instance_change_service().create_instance(call, world.tenant_id, asked)
        self.work(promise.operation.operation_id)  # up to the step that waits for ECS
        return world

    def work(self, operation_id: str) -> None:
        """Let the provisioner continue an operation."""
        work = InstanceWork(
            messages=dependencies.messages(),
            infrastructure=standing(self.worlds),
            transitions=dependencies.transitions(),
        )
        end = dependencies.workflow_end(work)
        WorkflowRunner(WORKFLOWS, PROVISION_QUEUE, end, end.slots, clock=self.clock, logger=doors.log()).run(
            operation_id
        )

    def deliver_commands(self) -> None:
        """Deliver to the provisioner every command sent since the last delivery.

        Only a look at ECS makes a function send one, so no other tenant's outbox is read.
        """
        for name in sorted(self.looked_at):
            sent = self.commands(self.worlds[name])
            for command in sent[self.delivered.get(name, 1) :]:
                self.work(command["body"]["payload"]["operationId"])
            self.delivered[name] = len(sent)
        self.looked_at.clear()

    def commands(self, world: World) -> list[dict]:
        """List the provisioner's commands in the outbox, oldest first; the first one began the work."""
        select = Select(partition=("PK", f"TENANT#{world.tenant_id}"), prefix=("SK", "OUTBOX#"))
        sent = [item for item in dependencies.table().page(select, size=100).items if item["channel"] == "queue"]
        return sorted(sent, key=lambda item: item["createdAt"])

    def running(self) -> World:
        """Create a tenant whose instance is ACTIVE."""
        world = self.launched()
        world.show(**STEADY)
        self.tell(world.service_event("SERVICE_STEADY_STATE"))
        return world

    def put(self, world: World, state: InstanceState, **changes) -> None:
        """Write the instance with this state, as people or workers would."""
        before = self.instance(world)
        dependencies.transitions().apply(before, dataclasses.replace(before, state=state, **changes))

    def tell(self, *messages: str) -> dict:
        """Deliver a batch to the function, and the resulting commands to the provisioner."""
        answer = main.lambda_handler(queue_event(*messages, queue="ecs-events"), None)
        self.deliver_commands()
        return answer

    def reconcile(self) -> dict:
        """Run the scheduled function, and deliver the resulting commands to the provisioner."""
        answer = reconciler_main.lambda_handler({}, None)
        self.deliver_commands()
        return answer

    def instance(self, world: World) -> Instance:
        """Read the instance."""
        return dependencies.instance_dao().get(world.tenant_id)

    def operation(self, world: World) -> Operation:
        """Find the operation that last worked on the instance."""
        return dependencies.operation_log().find(self.instance(world).operation_id)

    def tasks(self, world: World) -> dict[str, tuple[str, int]]:
        """Read the tasks: task id → last status and version."""
        _, tasks = dependencies.instance_dao().get_with_tasks(world.tenant_id)
        return {task.task_id: (task.last_status, task.version) for task in tasks}

    def news(self, world: World) -> list[tuple[str, str]]:
        """List the announced events, by version of the instance: event name and state."""
        select = Select(partition=("PK", f"TENANT#{world.tenant_id}"), prefix=("SK", "OUTBOX#"))
        lines = [item for item in dependencies.table().page(select, size=100).items if item["channel"] == "bus"]
        lines.sort(key=lambda line: line["body"]["payload"]["version"])
        return [(line["name"], line["body"]["payload"]["state"]) for line in lines]


_numbers = itertools.count()


def _message(kind: str, resources: list[str], detail: dict) -> str:
    return json.dumps(
        {
            "version": "0",
            "id": f"event-{next(_numbers)}",
            "detail-type": kind,
            "source": "aws.ecs",
            "account": "000000000000",
            "time": "2026-02-21T08:00:00Z",
            "region": "af-south-1",
            "resources": resources,
            "detail": detail,
        }
    )


def forget() -> None:
    """Empty the caches of the composition roots."""
    for module in (dependencies, doors):
        for made in vars(module).values():
            if hasattr(made, "cache_clear"):
                made.cache_clear()


@pytest.fixture
def harness(tables, monkeypatch, clock):
    """Sets up the functions with fresh composition roots."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for module in (dependencies, doors):
        monkeypatch.setattr(module, "utc_now", clock)
    forget()
    harness = Harness(clock)
    monkeypatch.setattr(EcsReader, "observe", lambda _reader, name: harness.look(name))
    clients.sqs().create_queue(QueueName="ecs-events")
    yield harness
    forget()
