"""Reacting to the tenants service: keep our copies of tenants."""

from chassis.dynamodb.items import UnreadableItem, from_item
from chassis.messaging.envelopes import Event, MalformedMessage
from chassis.runtime.logging import Log
from instances.dao.tenant_dao import TenantDAO
from instances.domain.tenant import Tenant


class TenantProjector:
    """The handler of queue `instances-reactions`."""

    def __init__(self, tenants: TenantDAO, log: Log) -> None:
        self.tenants, self.log = tenants, log

    def __call__(self, body: str) -> None:
        """Take one event of `bbws.tenants`; an old one changes nothing.

        Raises:
            MalformedMessage: it is none.
        """
        event = Event.from_queue(body)
        try:
            tenant = from_item(Tenant, dict(event.data))
        except UnreadableItem as error:
            raise MalformedMessage(f"{event.name} does not describe a tenant: {error}") from None
        kept = self.tenants.apply(tenant)
        self.log.info(
            "tenant_copied",
            event_type=event.name,
            tenant_id=tenant.tenant_id,
            outcome="kept" if kept else "old_news",
            trace_id=event.correlation_id,
        )
