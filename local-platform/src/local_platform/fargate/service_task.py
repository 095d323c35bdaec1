"""Runs one task of a service from PROVISIONING to STOPPED, in its own thread."""

import logging
import threading
import time
from dataclasses import dataclass

from local_platform.fargate.desired_state import TaskDefinition
from local_platform.fargate.faults import Faults
from local_platform.fargate.installation import Installation
from local_platform.fargate.ports import Ports
from local_platform.fargate.start_checks import TaskCannotStart
from local_platform.fargate.task_record import TaskRecord
from local_platform.fargate.timing import Timing
from local_platform.wordpress.runtime import RunningWordPress

log = logging.getLogger(__name__)

UNHEALTHY_AFTER = 3  # failed checks in a row: the balancer prefers other tasks
REPLACED_AFTER = 15  # failed checks in a row: stopped, so that the service starts another


@dataclass(frozen=True)
class Ending:
    """Why a task ends, in ECS's words; `wanted` is true for a stop on request, false for a failure."""

    code: str
    reason: str
    wanted: bool = False
    exit_code: int | None = None  # of the container; None when it never started


class _Ended(Exception):
    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.reason)
        self.ending = ending


class ServiceTask:
    """A WordPress process and its task record."""

    def __init__(
        self,
        definition: TaskDefinition,
        deployment_id: str,
        *,
        record: TaskRecord,
        installation: Installation,
        ports: Ports,
        faults: Faults,
        timing: Timing,
    ) -> None:
        self.deployment_id = deployment_id
        self.port: int | None = None
        self.running = self.healthy = False
        self.ending: Ending | None = None
        self.ran_seconds = 0.0
        self._definition, self._record, self._installation = definition, record, installation
        self._ports, self._faults, self._timing = ports, faults, timing
        self._asked: Ending | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._live, name=f"fargate-{record.arn[-8:]}", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, ending: Ending) -> None:
        """Ask the task to end, whatever it is doing; the first reason counts."""
        if not self._stop.is_set():
            self._asked = ending
            self._stop.set()

    def join(self, timeout_seconds: float) -> None:
        """Wait for the end."""
        self._thread.join(timeout_seconds)

    @property
    def stopping(self) -> bool:
        """Somebody asked it to end."""
        return self._stop.is_set()

    @property
    def finished(self) -> bool:
        """Whether it has ended and reported it."""
        return not self._thread.is_alive()

    def _live(self) -> None:
        process: RunningWordPress | None = None
        try:
            self._wait_for_capacity()
            process = self._boot()
            self._watch(process)
        except _Ended as ended:
            self._end(process, ended.ending)
        except TaskCannotStart as error:
            self._end(process, Ending("TaskFailedToStart", str(error)))
        except Exception as error:
            log.warning("task %s failed to start", self._record.arn, exc_info=True)
            self._end(process, Ending("TaskFailedToStart", f"{type(error).__name__}: {error}"))

    def _wait_for_capacity(self) -> None:
        self._record.move("PROVISIONING")
        self._pause(self._faults.settings.provisioning_seconds)
        self._record.move("PENDING")
        self._pause(self._faults.settings.pending_seconds)

    def _boot(self) -> RunningWordPress:
        env = self._installation.prepare(self._definition, pause=self._pause)
        self._pause(0)  # nobody may want it any more: preparing takes seconds
        self.port = self._ports.take()
        return self._installation.serve(env, self.port)

    def _watch(self, process: RunningWordPress) -> None:
        self._wait_until_healthy(process)
        started = next_check = time.monotonic()
        self.running = True  # before it is changes, so that the counts are never behind the event
        self._record.move("RUNNING")
        self.healthy = True  # after it, so that the service is not steady before its task runs
        misses = 0
        while True:
            self._pause(self._timing.watch)
            self._insist_alive(process)
            self.ran_seconds = time.monotonic() - started
            if time.monotonic() >= next_check:
                next_check = time.monotonic() + self._timing.health
                misses = 0 if process.healthy() else misses + 1
                self.healthy = misses < UNHEALTHY_AFTER
            if misses >= REPLACED_AFTER:
                raise _Ended(Ending("ServiceSchedulerInitiated", "Task failed container health checks", exit_code=0))

    def _wait_until_healthy(self, process: RunningWordPress) -> None:
        limit = time.monotonic() + self._timing.start_limit
        while not process.healthy():
            self._insist_alive(process)
            if time.monotonic() > limit:
                raise TimeoutError(f"WordPress did not answer within {self._timing.start_limit:g} s.")
            self._pause(self._timing.watch)

    def _insist_alive(self, process: RunningWordPress) -> None:
        if not process.alive():
            raise _Ended(Ending("EssentialContainerExited", "Essential container in task exited", exit_code=1))

    def _pause(self, seconds: float) -> None:
        if self._stop.wait(seconds) and self._asked:
            raise _Ended(self._asked)

    def _end(self, process: RunningWordPress | None, ending: Ending) -> None:
        self.ending = ending
        was_running, self.running, self.healthy = self.running, False, False
        changes = {"desiredStatus": "STOPPED", "stopCode": ending.code, "stoppedReason": ending.reason}
        self._record.move("DEACTIVATING" if was_running else "DEPROVISIONING", changes)
        try:
            if process:
                process.stop(self._timing.stop_grace)
        finally:
            if self.port is not None:
                self._ports.give_back(self.port)
            self._record.move("STOPPED", exit_code=ending.exit_code if process else None)
