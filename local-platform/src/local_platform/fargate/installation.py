"""What the tasks of one family share on this machine: the database, the installed WordPress and the content."""

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from local_platform.fargate.desired_state import TaskDefinition, Variable
from local_platform.fargate.ecs_api import EdgeUnavailable
from local_platform.fargate.environment import SecretReader, task_environment
from local_platform.fargate.start_checks import check_start
from local_platform.wordpress.runtime import RunningWordPress, WordPressRuntime

EDGE_RETRY_SECONDS = 0.3
CONTENT_FOLDER = "content"  # stands for the tenant's EFS access point


class Installation:
    """One tenant's WordPress on disk; outlives all its tasks."""

    def __init__(
        self, runtime: WordPressRuntime, home: Path, secrets: SecretReader, facts: Mapping[str, str], architecture: str
    ) -> None:
        self._runtime, self._home, self._secrets, self._architecture = runtime, home, secrets, architecture
        self._facts = dict(facts) | {"BBWS_CONTENT_DIR": str(home / CONTENT_FOLDER)}
        self._lock = threading.Lock()

    def prepare(
        self, definition: TaskDefinition, overrides: Iterable[Variable] = (), *, pause: Callable[[float], None]
    ) -> dict[str, str]:
        """Prepare the files of a task, one at a time; return the task's environment. The database is there already.

        `pause(seconds)` waits, or raises when the task is not wanted any more.

        Raises:
            TaskCannotStart: Fargate would not start it.
        """
        env = self.find_environment(definition, overrides, pause=pause)
        with self._lock:
            self._runtime.install(env, self._home)
        return env

    def serve(self, env: Mapping[str, str], port: int) -> RunningWordPress:
        """Start a WordPress process."""
        return self._runtime.start(env, self._home, port)

    def run_job(self, env: Mapping[str, str], command: list[str]) -> int:
        """Run a command of the image to its end; return its exit code."""
        return self._runtime.run_job(env, self._home, command)

    def find_environment(
        self, definition: TaskDefinition, overrides: Iterable[Variable] = (), *, pause: Callable[[float], None]
    ) -> dict[str, str]:
        """The environment of a task that brings its own entry point: nothing is installed for it.

        Raises:
            TaskCannotStart: Fargate would not start it.
        """
        check_start(definition, self._architecture)
        (self._home / CONTENT_FOLDER).mkdir(parents=True, exist_ok=True)
        while True:
            try:
                return task_environment(definition, overrides, self._secrets, self._facts)
            except EdgeUnavailable:  # no fault of the task: the embedded AWS is restarting
                pause(EDGE_RETRY_SECONDS)


class Installations:
    """All families' installations, each made when first asked for."""

    def __init__(
        self, runtime: WordPressRuntime, root: Path, secrets: SecretReader, facts: Mapping[str, str], architecture: str
    ) -> None:
        """`architecture` is that of the image, as ECS names it."""
        self._runtime, self._root, self._secrets, self._facts = runtime, root, secrets, facts
        self._architecture = architecture
        self._lock = threading.Lock()
        self._by_family: dict[str, Installation] = {}

    def of(self, family: str) -> Installation:
        """The installation of a task definition's family."""
        with self._lock:
            if family not in self._by_family:
                home = self._root / family
                self._by_family[family] = Installation(
                    self._runtime, home, self._secrets, self._facts, self._architecture
                )
            return self._by_family[family]
