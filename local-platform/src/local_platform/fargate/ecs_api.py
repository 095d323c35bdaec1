"""Client of the edge for the local Fargate: reads the desired state, reports the actual one, publishes events."""

from collections.abc import Sequence
from typing import Any, Protocol

import httpx
from pydantic import ValidationError

from local_platform.fargate.desired_state import DesiredState

type Json = dict[str, Any]

EVENTS_PER_CALL = 10  # PutEvents takes no more


class EdgeUnavailable(Exception):
    """The edge does not answer now; it may be restarting, so try again."""


class EcsApi(Protocol):
    """What the local Fargate needs of ECS and EventBridge; every method may raise `EdgeUnavailable`."""

    def desired_state(self) -> DesiredState:
        """The services and tasks that should run."""
        ...

    def report_services(self, services: Sequence[Json]) -> None:
        """Report how many tasks of each service run."""
        ...

    def report_task(self, task: Json) -> None:
        """Report the status of one task; fields as in DescribeTasks, with `exitCode` beside them."""
        ...

    def put_events(self, entries: Sequence[Json]) -> None:
        """Publish events of source `aws.ecs`, in this order."""
        ...

    def close(self) -> None:
        """Let the connections go; the last call."""
        ...


class EdgeEcsApi:
    """The same over HTTP."""

    def __init__(self, edge_url: str, *, timeout_seconds: float = 5) -> None:
        self._client = httpx.Client(base_url=edge_url, timeout=timeout_seconds, trust_env=False)

    def desired_state(self) -> DesiredState:
        """GET /_edge/ecs/services."""
        answer = self._call("GET", "/_edge/ecs/services")
        try:
            return DesiredState.model_validate(answer)
        except ValidationError as error:  # better to keep what runs than to take a half-read answer for the whole
            raise EdgeUnavailable(f"The answer of /_edge/ecs/services cannot be read: {error}") from error

    def report_services(self, services: Sequence[Json]) -> None:
        """POST /_edge/ecs/services."""
        self._call("POST", "/_edge/ecs/services", {"services": list(services)})

    def report_task(self, task: Json) -> None:
        """POST /_edge/ecs/tasks."""
        own = ("desiredStatus", "RUNNING")  # ECS's own: reporting it could undo a StopTask that came in between
        self._call("POST", "/_edge/ecs/tasks", {"tasks": [{k: v for k, v in task.items() if (k, v) != own}]})

    def put_events(self, entries: Sequence[Json]) -> None:
        """POST /_edge/aws-events, ten at a time."""
        for first in range(0, len(entries), EVENTS_PER_CALL):
            self._call("POST", "/_edge/aws-events", {"events": list(entries[first : first + EVENTS_PER_CALL])})

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _call(self, method: str, path: str, body: Json | None = None) -> Any:  # noqa: ANN401 - JSON
        try:
            answer = self._client.request(method, path, json=body)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise EdgeUnavailable(f"{method} {path}: {error}") from error
