"""The local Fargate: reads the desired state of ECS, runs WordPress processes for it, and reports their status."""

import itertools
import logging
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from chassis.runtime.clock import Clock, utc_now
from local_platform.fargate.desired_state import DesiredState, Service
from local_platform.fargate.ecs_api import EcsApi, EdgeEcsApi, EdgeUnavailable
from local_platform.fargate.environment import SecretReader, SecretsManager
from local_platform.fargate.event_publisher import EventPublisher
from local_platform.fargate.faults import Faults
from local_platform.fargate.installation import Installations
from local_platform.fargate.one_off import OneOffTasks
from local_platform.fargate.pending_events import PendingEvents, RunningTasksFile
from local_platform.fargate.ports import Ports
from local_platform.fargate.reporter import Reporter
from local_platform.fargate.service_task import ServiceTask
from local_platform.fargate.supervisor import Supervisor
from local_platform.fargate.task_record import TaskRecord, service_task
from local_platform.fargate.timing import Timing
from local_platform.wordpress.runtime import WordPressRuntime

type Json = dict[str, Any]

log = logging.getLogger(__name__)

LOOKS_BEFORE_DELETED = 3  # an edge that comes back must not make a service look deleted for one answer


class LocalFargate:
    """One loop in a thread; the runtime is prepared before `start` and closed after `stop` by its owner.

    `architecture` is that of WordPress's image, as ECS names it: a task that asks for another cannot start. `facts` are
    variables of this machine that every task gets and that win over its definition:
    `BBWS_PUBLIC_PORT`, and `WORDPRESS_DB_HOST` when the runtime has a database of its own.
    """

    def __init__(
        self,
        edge_url: str,
        runtime: WordPressRuntime,
        state: Path,
        ports: Iterable[int],
        faults: Faults,
        *,
        architecture: str,
        facts: Mapping[str, str] | None = None,
        api: EcsApi | None = None,
        secrets: SecretReader | None = None,
        timing: Timing | None = None,
        clock: Clock = utc_now,
    ) -> None:
        state.mkdir(parents=True, exist_ok=True)
        self._api = api or EdgeEcsApi(edge_url)
        self._faults, self._timing, self._clock = faults, timing or Timing(), clock
        self._secrets = secrets or SecretsManager(edge_url)
        self._pending_events, self._running_tasks = PendingEvents(), RunningTasksFile(state / "tasks.json")
        self._installations = Installations(runtime, state / "families", self._secrets, facts or {}, architecture)
        self._publisher = EventPublisher(self._api, faults, self._timing)
        self._reporter = Reporter(self._api, self._pending_events, self._publisher)
        self._one_off = OneOffTasks(self._installations, self._pending_events, faults, clock)
        self._ports = Ports(ports)
        self._supervisors: dict[str, Supervisor] = {}  # by service ARN
        self._missed: dict[str, int] = {}
        self._turn = itertools.count()
        self._desired = DesiredState()
        self._edge_away = 0  # calls in a row that failed
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="fargate", daemon=True)

    def start(self) -> None:
        """Start the loop; tasks of an earlier run are reported STOPPED first."""
        for task in self._running_tasks.alive():
            lost = {"desiredStatus": "STOPPED", "stopCode": "TerminationNotice", "stoppedReason": "The host stopped"}
            TaskRecord(task, self._pending_events, self._clock, self._running_tasks).move(
                "STOPPED", lost, exit_code=137
            )
        self._publisher.start()
        self._thread.start()

    def stop(self, timeout_seconds: float = 10) -> None:
        """End all tasks; harmless before `start`. Nothing is reported to ECS, so the next run starts them again."""
        self._stopping.set()
        self._pending_events.available.set()
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)
        self._running_tasks.close()
        for supervisor in self._supervisors.values():
            supervisor.stop()
        for supervisor in self._supervisors.values():
            supervisor.join(timeout_seconds)
        self._one_off.stop(1)
        self._publisher.stop(1)
        self._api.close()
        self._secrets.close()

    def has_rule(self, host: str) -> bool:
        """Whether a rule of the balancer chooses a service for `host`, a port after it ignored."""
        return bool(self._chosen(host))

    def upstream(self, host: str) -> int | None:
        """The port of a healthy task that the balancer's rules choose for `host`, in turn.

        None when no rule knows the host, or nothing healthy runs behind it (answer 503).
        """
        chosen = self._chosen(host)
        ports = [port for it in chosen if not self._faults.is_down(it.service.slug) for port in it.healthy_ports()]
        return ports[next(self._turn) % len(ports)] if ports else None

    def _chosen(self, host: str) -> list[Supervisor]:
        name = host.partition(":")[0]
        return [it for it in list(self._supervisors.values()) if it.service.serves(name)]

    def status(self) -> Json:
        """The running tasks, for people and for tests."""
        return {
            "edge": "away" if self._edge_away else "connected",
            "services": [s.report() | {"ports": s.healthy_ports()} for s in list(self._supervisors.values())],
            "oneOffTasks": self._one_off.running,
            "faults": self._faults.settings.model_dump(by_alias=True, mode="json"),
        }

    def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                self._look()
                self._reconcile()  # crashed tasks are replaced even while the edge is away
                self._report()
            except Exception:  # one bad turn must not leave every tenant without a scheduler
                log.exception("the local Fargate stumbled; it goes on with the next look")
            self._pending_events.available.wait(self._retry_delay())

    def _look(self) -> None:
        try:
            desired = self._api.desired_state()
        except EdgeUnavailable as error:
            self._note_absence(error)
            return
        if self._edge_away:  # it may have been restored from before our last reports
            self._reporter.describe_again(self._running_tasks.alive())
        self._edge_away = 0
        self._desired = desired
        present = {service.arn for service in desired.services}
        for arn in self._supervisors:
            self._missed[arn] = 0 if arn in present else self._missed.get(arn, 0) + 1
        for service in desired.services:
            if service.arn not in self._supervisors:
                self._supervisors[service.arn] = self._supervise(service)
        self._one_off.reconcile(desired.tasks)

    def _reconcile(self) -> None:
        for service in self._desired.services:
            self._supervisors[service.arn].reconcile(service)
        for arn, misses in list(self._missed.items()):
            if misses >= LOOKS_BEFORE_DELETED and self._supervisors[arn].retire():
                del self._supervisors[arn], self._missed[arn]

    def _report(self) -> None:
        try:
            self._reporter.report([supervisor.report() for supervisor in self._supervisors.values()])
        except EdgeUnavailable as error:
            self._note_absence(error)

    def _note_absence(self, error: EdgeUnavailable) -> None:
        if not self._edge_away:
            log.warning("the embedded AWS is away, waiting for it: %s", error)
        self._edge_away += 1

    def _retry_delay(self) -> float:
        return float(min(self._timing.away, self._timing.poll * 2 ** min(self._edge_away, 10)))

    def _supervise(self, service: Service) -> Supervisor:
        return Supervisor(service, self._launch, self._pending_events, self._faults, self._timing, self._clock)

    def _launch(self, service: Service, deployment_id: str) -> ServiceTask:
        record = TaskRecord(
            service_task(service, deployment_id, self._clock), self._pending_events, self._clock, self._running_tasks
        )
        task = ServiceTask(
            service.task_definition,
            deployment_id,
            record=record,
            installation=self._installations.of(service.task_definition.family),
            ports=self._ports,
            faults=self._faults,
            timing=self._timing,
        )
        task.start()
        return task
