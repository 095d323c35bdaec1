"""Handles messages of queue `ecs-events`: records tasks by version; a service event is a reason to look at ECS."""

from chassis.runtime.logging import Log
from ecs_event_handler.ecs_events import EcsEvent, read_event
from ecs_event_handler.observer import Observer
from ecs_event_handler.tenant_finder import TenantFinder
from instances.dao.task_dao import TaskDAO


class EcsEventHandler:
    """Handles ECS events in any order, and any number of times."""

    def __init__(self, finder: TenantFinder, tasks: TaskDAO, observer: Observer, log: Log) -> None:
        self.finder, self.tasks, self.observer, self.log = finder, tasks, observer, log

    def __call__(self, body: str) -> None:
        """Handle one message; log and drop events that concern none of our tenants.

        Raises:
            MalformedMessage: the message is no ECS event.
            TryAgain: other writers change the instance all the time.
        """
        event = read_event(body)
        tenant_id = self.finder.find(event)
        self.log.info(
            "ecs_event",
            event_type=event.name,
            event_id=event.event_id,
            service_name=event.service_name,
            tenant_id=tenant_id,
            outcome=self._follow(tenant_id, event) if tenant_id else "ignored",
        )

    def _follow(self, tenant_id: str, event: EcsEvent) -> str:
        """Record the task, then look at the service; an outdated task event is no reason to look."""
        if event.task and not self.tasks.record(tenant_id, event.task):
            return "old_news"
        if not event.moves_service:
            return "recorded"
        instance = self.observer.observe(tenant_id, event.name)
        return instance.state.value if instance else "no_instance"
