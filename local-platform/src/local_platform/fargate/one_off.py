"""One-off tasks: RunTask with a command, run once to its end."""

import logging
import threading
from collections.abc import Sequence

from chassis.runtime.clock import Clock
from local_platform.fargate.desired_state import OneOffTask
from local_platform.fargate.faults import Faults
from local_platform.fargate.installation import Installations
from local_platform.fargate.pending_events import PendingEvents
from local_platform.fargate.start_checks import TaskCannotStart
from local_platform.fargate.task_record import TaskRecord, one_off_task

log = logging.getLogger(__name__)

CHECKS_BEFORE_NEXT_REPORT = 3  # the report of a task's end takes a moment


class _Cancelled(Exception):
    """The task was cancelled."""


class OneOffTasks:
    """Starts each task that the edge shows, once; used by the loop's thread alone."""

    def __init__(
        self, installations: Installations, pending_events: PendingEvents, faults: Faults, clock: Clock
    ) -> None:
        self._installations, self._pending_events, self._faults, self._clock = (
            installations,
            pending_events,
            faults,
            clock,
        )
        self._jobs: dict[str, Job] = {}

    def reconcile(self, tasks: Sequence[OneOffTask]) -> None:
        """Start new tasks, cancel those that were stopped, and end those that an earlier run left behind."""
        for task in tasks:
            if job := self._jobs.get(task.arn):
                job.look(task)
                continue
            record = TaskRecord(one_off_task(task, self._clock), self._pending_events, self._clock)
            self._jobs[task.arn] = job = Job(task, record, self._installations, self._faults)
            if task.last_status == "PROVISIONING":
                job.start()
            else:
                job.give_up()

    def stop(self, timeout_seconds: float) -> None:
        """Cancel what waits and leave what runs to the runtime, which ends its processes."""
        for job in self._jobs.values():
            job.cancel()
        for job in self._jobs.values():
            job.join(timeout_seconds)

    @property
    def running(self) -> int:
        """How many run now."""
        return sum(job.alive for job in self._jobs.values())


class Job:
    """One task: a command in the environment and the installation of its family."""

    def __init__(self, task: OneOffTask, record: TaskRecord, installations: Installations, faults: Faults) -> None:
        self._task, self._record, self._installations, self._faults = task, record, installations, faults
        self._cancelled = threading.Event()
        self._looks_after_end = 0
        self._thread = threading.Thread(target=self._live, name=f"fargate-job-{task.arn[-8:]}", daemon=True)

    @property
    def alive(self) -> bool:
        """Not ended yet."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def cancel(self) -> None:
        """Do not begin the command; one that runs already is run to its end."""
        self._cancelled.set()

    def look(self, task: OneOffTask) -> None:
        """Compare with what the edge shows: StopTask was called, or it was restored from before the task's end."""
        if task.desired_status == "STOPPED":
            self.cancel()
        self._looks_after_end += not self.alive
        if self._looks_after_end == CHECKS_BEFORE_NEXT_REPORT:
            self._looks_after_end = 0
            self._record.report()

    def join(self, timeout_seconds: float) -> None:
        """Wait for the end of a job that was started."""
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)

    def give_up(self) -> None:
        """The platform ended while it ran; who started it decides whether to start it again."""
        self._end("EssentialContainerExited", "The host of the task stopped", exit_code=137)

    def _live(self) -> None:
        try:
            exit_code = self._run()
        except _Cancelled:
            self._end("UserInitiated", "Task stopped by user")
        except TaskCannotStart as error:
            self._end("TaskFailedToStart", str(error))
        except Exception as error:
            log.warning("one-off task %s failed to start", self._task.arn, exc_info=True)
            self._end("TaskFailedToStart", f"{type(error).__name__}: {error}")
        else:
            self._end("EssentialContainerExited", "Essential container in task exited", exit_code=exit_code)

    def _run(self) -> int:
        self._record.move("PROVISIONING")
        self._pause(self._faults.settings.provisioning_seconds)
        self._record.move("PENDING")
        self._pause(self._faults.settings.pending_seconds)
        if not self._task.command:
            raise ValueError("A one-off task needs a command: name it in containerOverrides.")
        installation = self._installations.of(self._task.definition.family)
        prepare = installation.prepare if self._task.needs_wordpress else installation.find_environment
        env = prepare(self._task.definition, self._task.environment, pause=self._pause)
        self._pause(0)
        self._record.move("RUNNING")
        return installation.run_job(env, self._task.command)

    def _pause(self, seconds: float) -> None:
        if self._cancelled.wait(seconds):
            raise _Cancelled

    def _end(self, code: str, reason: str, *, exit_code: int | None = None) -> None:
        changes = {"desiredStatus": "STOPPED", "stopCode": code, "stoppedReason": reason}
        self._record.move("DEPROVISIONING", changes)
        self._record.move("STOPPED", exit_code=exit_code)
