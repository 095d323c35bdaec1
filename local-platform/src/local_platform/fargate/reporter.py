"""Reports the actual state to ECS, then publishes the events; keeps both while the edge is away."""

from collections.abc import Iterable
from typing import Any

from local_platform.fargate.ecs_api import EcsApi
from local_platform.fargate.event_publisher import EventPublisher
from local_platform.fargate.pending_events import PendingEvent, PendingEvents

type Json = dict[str, Any]


class Reporter:
    """Used by the loop's thread alone."""

    def __init__(self, api: EcsApi, pending_events: PendingEvents, publisher: EventPublisher) -> None:
        self._api, self._pending_events, self._publisher = api, pending_events, publisher
        self._unreported: list[PendingEvent] = []
        self._tasks: dict[str, Json] = {}  # to describe anew, by ARN

    def describe_again(self, tasks: Iterable[Json]) -> None:
        """Report these tasks at the next turn, although they have no new event."""
        self._tasks |= {task["taskArn"]: task for task in tasks}

    def report(self, services: Iterable[Json]) -> None:
        """Report services and changed tasks, then publish the events: a reader of an event must find the new state.

        Raises:
            EdgeUnavailable: nothing is lost; call again.
        """
        self._unreported += self._pending_events.take()
        self.describe_again(event.task for event in self._unreported if event.task)
        for arn, task in list(self._tasks.items()):
            self._api.report_task(task)
            del self._tasks[arn]
        self._api.report_services(list(services))
        for event in self._unreported:
            self._publisher.publish(event.entry)
        self._unreported = []
