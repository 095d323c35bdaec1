"""What the instances service announces: events for other services, as outbox messages."""

from chassis.dynamodb.items import to_item
from chassis.dynamodb.writes import Put
from chassis.messaging.envelopes import Event
from chassis.messaging.outbox import Outbox
from chassis.runtime.clock import Clock, iso
from chassis.runtime.ids import new_id
from instances.dao import keys
from instances.domain.events import SOURCE, InstanceFacts
from instances.domain.instance import Instance


class InstanceMessages:
    """Builds outbox messages for the transaction that changes the instance."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self.outbox, self.clock = outbox, clock

    def announce(self, name: str, instance: Instance, correlation_id: str) -> Put:
        """The instance as it now is, for every service that keeps a copy."""
        now = self.clock()
        event = Event(
            name=name,
            source=SOURCE,
            tenant_id=instance.tenant_id,
            data=to_item(InstanceFacts.of(instance)),
            correlation_id=correlation_id,
            event_id=new_id("event"),
            occurred_at=iso(now),
        )
        return self.outbox.event(keys.partition(instance.tenant_id), event, now)
