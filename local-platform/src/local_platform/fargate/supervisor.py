"""The scheduler of one service: keeps the desired number of tasks running and reports the actual one."""

import hashlib
import time
from collections.abc import Callable
from typing import Any

from chassis.runtime.clock import Clock
from local_platform.fargate.desired_state import Service
from local_platform.fargate.events import deployment_state_change, service_action
from local_platform.fargate.faults import Faults
from local_platform.fargate.pending_events import PendingEvent, PendingEvents
from local_platform.fargate.rollout import FAILURES_ALLOWED, Backoff, Rollout
from local_platform.fargate.service_task import Ending, ServiceTask
from local_platform.fargate.timing import Timing

type Json = dict[str, Any]
type Launch = Callable[[Service, str], ServiceTask]

WORDPRESS_DOWN = Ending("EssentialContainerExited", "WordPress is down on request", wanted=True, exit_code=137)


def scheduler_stop(reason: str) -> Ending:
    """A stop by ECS itself."""
    return Ending("ServiceSchedulerInitiated", reason, wanted=True, exit_code=0)


class Supervisor:
    """Used by the loop's thread alone; `healthy_ports` may be read by any."""

    def __init__(
        self,
        service: Service,
        launch: Launch,
        pending_events: PendingEvents,
        faults: Faults,
        timing: Timing,
        clock: Clock,
    ) -> None:
        self.service = service
        self._launch, self._pending_events, self._faults, self._timing, self._clock = (
            launch,
            pending_events,
            faults,
            timing,
            clock,
        )
        self._tasks: list[ServiceTask] = []
        self._backoff = Backoff(timing)
        self._rollout = self._begin(silently=service.was_deployed)
        self._next_steady: float | None = None  # None while not steady

    def reconcile(self, service: Service) -> None:
        """Take one step towards what is desired."""
        self.service = service
        if (_deployment_id(service), service.task_definition.arn) != (self._rollout.id, self._rollout.definition_arn):
            self._backoff.forget()
            self._rollout = self._begin()
        self._bury_finished()
        self._balance()
        self._tell_when_steady()

    def retire(self) -> bool:
        """Stop everything, because the service was deleted; True once nothing is left."""
        for task in self._tasks:
            task.stop(scheduler_stop(f"Service {self.service.name} was deleted"))
        self._tasks = [task for task in self._tasks if not task.finished]
        if not self._tasks:
            self._act("SERVICE_DELETED")
        return not self._tasks

    def stop(self) -> None:
        """Ask all tasks to end with the platform."""
        for task in self._tasks:
            task.stop(scheduler_stop("The local platform stops"))

    def join(self, timeout_seconds: float) -> None:
        """Wait for all tasks to end."""
        deadline = time.monotonic() + timeout_seconds
        for task in self._tasks:
            task.join(max(0, deadline - time.monotonic()))

    def healthy_ports(self) -> list[int]:
        """Ports for the balancer; like a real one it falls back to unhealthy tasks when there are no others."""
        running = [task for task in list(self._tasks) if task.running and not task.stopping]
        chosen = [task for task in running if task.healthy] or running
        return [task.port for task in chosen if task.port is not None]

    def report(self) -> Json:
        """The state of the service as the edge takes it."""
        staying = [task for task in self._tasks if not task.stopping]
        running = sum(task.running for task in self._tasks)
        return {
            "name": self.service.name,
            "clusterArn": self.service.cluster_arn,
            "runningCount": running,
            "pendingCount": sum(not task.running and not task.finished for task in staying),
            "rolloutState": self._rollout.state,
            "reason": self._rollout.reason,
            "deploymentId": self._rollout.id,
        }

    def _begin(self, *, silently: bool = False) -> Rollout:
        rollout = Rollout(_deployment_id(self.service), self.service.task_definition.arn)
        if silently:
            rollout.state = "COMPLETED"
        else:
            self._deployment("SERVICE_DEPLOYMENT_IN_PROGRESS", rollout)
        return rollout

    def _bury_finished(self) -> None:
        finished = [task for task in self._tasks if task.finished]
        self._tasks = [task for task in self._tasks if not task.finished]
        for task in finished:
            if task.ending and not task.ending.wanted:
                self._mourn(task)

    def _mourn(self, task: ServiceTask) -> None:
        self._backoff.crashed(time.monotonic(), task.ran_seconds)
        if self._backoff.crashes == FAILURES_ALLOWED:
            self._act("SERVICE_TASK_START_IMPAIRED")
        if task.deployment_id == self._rollout.id and self._rollout.count_failure():
            self._deployment("SERVICE_DEPLOYMENT_FAILED", self._rollout)

    def _balance(self) -> None:
        if self._faults.is_down(self.service.slug):
            for task in self._tasks:
                task.stop(WORDPRESS_DOWN)
            return
        staying = [task for task in self._tasks if not task.stopping]
        new = [task for task in staying if task.deployment_id == self._rollout.id]
        old = [task for task in staying if task.deployment_id != self._rollout.id]
        wanted = 0 if self._rollout.state == "FAILED" else self.service.desired_count
        self._stop_all(sorted(new, key=lambda task: not task.running)[wanted:])
        self._stop_all(old[max(0, self.service.desired_count - sum(task.healthy for task in new)) :])
        if time.monotonic() >= self._backoff.until:
            self._tasks += [self._launch(self.service, self._rollout.id) for _ in range(wanted - len(new))]

    def _stop_all(self, tasks: list[ServiceTask]) -> None:
        for task in tasks:
            task.stop(scheduler_stop(f"Scaling activity initiated by (deployment {self._rollout.id})"))

    def _tell_when_steady(self) -> None:
        steady = len(self._tasks) == self.service.desired_count and all(
            task.healthy and not task.stopping and task.deployment_id == self._rollout.id for task in self._tasks
        )
        if not steady:
            self._next_steady = None
        elif self._next_steady is None or time.monotonic() >= self._next_steady:
            self._next_steady = time.monotonic() + self._timing.steady
            self._act("SERVICE_STEADY_STATE")
        if steady and self._rollout.state == "IN_PROGRESS":
            self._rollout.state = "COMPLETED"
            self._deployment("SERVICE_DEPLOYMENT_COMPLETED", self._rollout)

    def _act(self, event_name: str) -> None:
        self._pending_events.add(PendingEvent(service_action(self.service, event_name, self._clock())))

    def _deployment(self, event_name: str, rollout: Rollout) -> None:
        entry = deployment_state_change(self.service, event_name, rollout.id, rollout.reason, self._clock())
        self._pending_events.add(PendingEvent(entry))


def _deployment_id(service: Service) -> str:
    """The edge's id of the deployment, else one that changes with the definition."""
    return service.deployment_id or f"ecs-svc/{hashlib.sha256(service.task_definition.arn.encode()).hexdigest()[:20]}"
