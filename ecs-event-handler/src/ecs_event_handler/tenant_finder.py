"""Whose service an event is about: its tags, else the tags of the service, else the service's name (design §5)."""

import re
from collections import OrderedDict
from collections.abc import Mapping

from ecs_event_handler.ecs_events import EcsEvent
from instances.clients.ecs_reader import EcsReader
from instances.dao.instance_dao import InstanceDAO
from instances.domain.tags import ENVIRONMENT, TENANT

_NAME = re.compile(r"tenant-([0-9a-f]{12})-wordpress")
REMEMBERED = 1000


class TenantFinder:
    """Finds tenants; what the tags of a service say is remembered, for they do not change."""

    def __init__(self, reader: EcsReader, instances: InstanceDAO, *, environment: str) -> None:
        self.reader, self.instances, self.environment = reader, instances, environment
        self._known: OrderedDict[str, str | None] = OrderedDict()

    def find(self, event: EcsEvent) -> str | None:
        """The tenant's id; None when the service is no tenant's, or another environment's."""
        if not event.service_name or event.cluster not in ("", self.reader.cluster):
            return None
        if TENANT in event.tags:
            return self._ours(event.tags)
        return self._by_service(event.service_name)

    def _by_service(self, name: str) -> str | None:
        if name in self._known:
            self._known.move_to_end(name)
            return self._known[name]
        service = self.reader.observe(name)
        if service is None or TENANT not in service.tags:
            return self._by_name(name)
        self._known[name] = self._ours(service.tags)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return self._known[name]

    def _by_name(self, name: str) -> str | None:
        found = _NAME.fullmatch(name)
        return self.instances.find_tenant(found[1]) if found else None

    def _ours(self, tags: Mapping[str, str]) -> str | None:
        return tags[TENANT] if tags.get(ENVIRONMENT) == self.environment else None
