"""What the sites service announces: events for other services, notices for people; all as outbox messages."""

from chassis.dynamodb.items import to_item
from chassis.dynamodb.writes import Put
from chassis.messaging.envelopes import Event
from chassis.messaging.outbox import Outbox
from chassis.operations.operation import Operation
from chassis.runtime.clock import Clock, from_iso, iso
from chassis.runtime.ids import new_id
from sites.dao import keys
from sites.domain import events
from sites.domain.events import NoticeError, SiteFacts, SiteNotice
from sites.domain.site import Site

TOPIC = "NOTIFICATIONS_TOPIC"


class SiteMessages:
    """Builds outbox messages; each is stored in its tenant's partition."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self.outbox, self.clock = outbox, clock

    def requested(self, site: Site, trace_id: str) -> Put:
        """Announce that a site is on its way."""
        return self._announce(events.REQUESTED, site, SiteFacts.of(site), trace_id)

    def created(self, site: Site, trace_id: str) -> Put:
        """Announce that a site is live."""
        return self._announce(events.CREATED, site, SiteFacts.of(site), trace_id)

    def failed(self, site: Site, operation: Operation, trace_id: str) -> Put:
        """Announce that a site failed."""
        return self._announce(events.FAILED, site, self._ended(site, operation, None), trace_id)

    def complete_notice(self, site: Site, operation: Operation) -> Put:
        """Tell the customer that the site is live."""
        return self._tell(events.COMPLETE, site, operation)

    def failed_notice(self, site: Site, operation: Operation) -> Put:
        """Tell the customer that the site failed, and why."""
        return self._tell(events.FAILED, site, operation)

    def _announce(self, name: str, site: Site, payload: SiteFacts | SiteNotice, trace_id: str) -> Put:
        event = self._event(name, site, payload, trace_id)
        return self.outbox.event(keys.tenant_partition(site.tenant_id), event, self.clock())

    def _tell(self, name: str, site: Site, operation: Operation) -> Put:
        notice = self._ended(site, operation, site.admin_email)
        event = self._event(name, site, notice, operation.correlation_id)
        return self.outbox.notice(keys.tenant_partition(site.tenant_id), TOPIC, event, self.clock())

    def _ended(self, site: Site, operation: Operation, recipient: str | None) -> SiteNotice:
        seconds = (self.clock() - from_iso(operation.created_at)).total_seconds()
        error = NoticeError(code=site.failure.code, message=site.failure.message) if site.failure else None
        return SiteNotice(
            site_id=site.site_id,
            tenant_id=site.tenant_id,
            site_name=site.site_name,
            status=site.status,
            provisioning_duration=round(seconds),
            version=site.version,
            site_url=site.url,
            error=error,
            recipient=recipient,
            requested_by=site.created_by if recipient else None,
        )

    def _event(self, name: str, site: Site, payload: SiteFacts | SiteNotice, trace_id: str) -> Event:
        return Event(
            name=name,
            source=events.SOURCE,
            tenant_id=site.tenant_id,
            data=to_item(payload),
            correlation_id=trace_id,
            event_id=new_id("event"),
            occurred_at=iso(self.clock()),
        )
