"""Keeps our copy of each tenant's eligibility for sites as new as what tenants and instances announce."""

from chassis.messaging.envelopes import Event, MalformedMessage
from chassis.runtime.logging import Log
from sites.dao.eligibility_dao import EligibilityDAO
from sites.domain.site_eligibility import InstanceSnapshot, TenantSnapshot


class EligibilityProjector:
    """The handler of queue `sites-reactions`: holds whatever the order of events and however often one comes."""

    def __init__(self, eligibility: EligibilityDAO, log: Log) -> None:
        self.eligibility, self.log = eligibility, log

    def handle(self, body: str) -> None:
        """Handle one message.

        Raises:
            MalformedMessage: it is no event of tenants or instances.
        """
        event = Event.from_queue(body)
        try:
            applied = self._apply(event)
        except (KeyError, TypeError) as error:
            raise MalformedMessage(f"{event.name} lacks {error}") from None
        outcome = "applied" if applied else "known"
        self.log.info("eligibility_event", event_type=event.name, event_id=event.event_id, outcome=outcome)

    def _apply(self, event: Event) -> bool:
        data, tenant_id = event.data, event.tenant_id
        if event.source == "bbws.tenants":
            return self.eligibility.apply_tenant(
                TenantSnapshot(tenant_id=tenant_id, status=data["status"], version=data["version"])
            )
        if event.source == "bbws.instances":
            return self.eligibility.apply_instance(
                InstanceSnapshot(tenant_id=tenant_id, state=data["state"], tier=data["tier"], version=data["version"])
            )
        raise MalformedMessage(f"nothing is known of {event.source}")
