"""Tells ECS what became of its wishes: the truth first, the events after it, nothing lost while the edge is away."""

from collections.abc import Iterable
from typing import Any

from local_platform.fargate.announcer import Announcer
from local_platform.fargate.chronicle import Chronicle, Happening
from local_platform.fargate.ecs_api import EcsApi

type Json = dict[str, Any]


class Reporter:
    """Used by the loop's thread alone."""

    def __init__(self, api: EcsApi, chronicle: Chronicle, announcer: Announcer) -> None:
        self._api, self._chronicle, self._announcer = api, chronicle, announcer
        self._untold: list[Happening] = []
        self._tasks: dict[str, Json] = {}  # to describe anew, by ARN

    def describe_again(self, tasks: Iterable[Json]) -> None:
        """Describe these tasks at the next turn, though nothing happened to them."""
        self._tasks |= {task["taskArn"]: task for task in tasks}

    def tell(self, services: Iterable[Json]) -> None:
        """Describe services and changed tasks, then announce what happened: who reads back upon an event must find it.

        Raises:
            EdgeUnavailable: nothing is lost; call again.
        """
        self._untold += self._chronicle.take()
        self.describe_again(happening.task for happening in self._untold if happening.task)
        for arn, task in list(self._tasks.items()):
            self._api.report_task(task)
            del self._tasks[arn]
        self._api.report_services(list(services))
        for happening in self._untold:
            self._announcer.announce(happening.entry)
        self._untold = []
