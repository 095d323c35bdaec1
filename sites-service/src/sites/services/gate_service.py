"""Keeps each tenant's gate as new as what tenants and instances announce, or tell when asked."""

import time
from collections.abc import Callable

from chassis.access.authorization import TenantNotFound
from chassis.http.request_context import RequestContext
from chassis.messaging.envelopes import Event, MalformedMessage
from chassis.runtime.logging import Log
from sites.clients.instances import InstancesClient
from sites.clients.tenants import TenantsClient
from sites.dao.gate_dao import GateDAO
from sites.domain.errors import GateClosed
from sites.domain.gate import InstanceNews, TenantNews

PATIENCE_SECONDS = 5.0
"""How long a caller is held whose tenant is just becoming ACTIVE."""
PAUSE_SECONDS = 0.2


class GateNews:
    """Takes over what a rule put into our queue; holds whatever the order and however often it comes."""

    def __init__(self, gates: GateDAO, log: Log) -> None:
        self.gates, self.log = gates, log

    def react(self, body: str) -> None:
        """Handle one message.

        Raises:
            MalformedMessage: it is no event that we know to read.
        """
        event = Event.from_queue(body)
        try:
            applied = self._apply(event)
        except (KeyError, TypeError) as error:
            raise MalformedMessage(f"{event.name} lacks {error}") from None
        outcome = "applied" if applied else "known"
        self.log.info("gate_news", event_type=event.name, event_id=event.event_id, outcome=outcome)

    def _apply(self, event: Event) -> bool:
        data, tenant_id = event.data, event.tenant_id
        if event.source == "bbws.tenants":
            return self.gates.apply_tenant(
                TenantNews(tenant_id=tenant_id, status=data["status"], version=data["version"])
            )
        if event.source == "bbws.instances":
            return self.gates.apply_instance(
                InstanceNews(tenant_id=tenant_id, state=data["state"], tier=data["tier"], version=data["version"])
            )
        raise MalformedMessage(f"nothing is known of {event.source}")


class GateRepair:
    """Asks the owners when our copy refuses: it may only be late, and nobody shall be refused for that."""

    def __init__(self, gates: GateDAO, tenants: TenantsClient, instances: InstancesClient) -> None:
        self.gates, self.tenants, self.instances = gates, tenants, instances

    def passing(self, context: RequestContext, tenant_id: str, write: Callable[[], None]) -> None:
        """Do `write`; again when the gate that refused it was old, or opens within a moment.

        Raises:
            GateClosed: the gate refuses, and it is up to date.
            TenantNotFound: there is no such tenant.
            Unavailable: an owner does not answer.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return write()
            except GateClosed as closed:
                if self.repair(context, tenant_id):
                    continue
                if not closed.passing or time.monotonic() > until:
                    raise
            time.sleep(PAUSE_SECONDS)

    def repair(self, context: RequestContext, tenant_id: str) -> bool:
        """Take over how tenant and instance stand now; False when our copy was as new.

        Raises:
            TenantNotFound: there is no such tenant.
            Unavailable: an owner does not answer.
        """
        tenant = self.tenants.get_tenant(context, tenant_id)
        if tenant is None:
            raise TenantNotFound
        instance = self.instances.get_instance(context, tenant_id)
        newer = self.gates.apply_tenant(tenant)
        return (self.gates.apply_instance(instance) if instance else False) or newer
