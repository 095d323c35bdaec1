"""The outbox messages of instances: news for the bus, requests for the provisioner."""

from datetime import datetime

from chassis.dynamodb.items import to_item
from chassis.dynamodb.writes import Put
from chassis.messaging.envelopes import Command, Event
from chassis.messaging.outbox import Outbox
from chassis.operations.operation import Operation
from chassis.runtime.clock import iso
from chassis.runtime.ids import new_id
from instances.dao import keys
from instances.domain.events import SOURCE, InstanceFacts
from instances.domain.instance import Instance
from instances.domain.provisioning import COMMAND

QUEUE = "INSTANCE_PROVISION_QUEUE_URL"


class Announcements:
    """Makes lines for the transaction that changes the instance."""

    def __init__(self, table: str) -> None:
        self.outbox = Outbox(table)

    def news(self, name: str, instance: Instance, correlation_id: str, now: datetime) -> Put:
        """The instance as it now is, for everybody."""
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

    def provision(self, operation: Operation, correlation_id: str, now: datetime) -> Put:
        """Ask the provisioner to carry out `operation`."""
        payload = {"tenantId": operation.tenant_id, "operationId": operation.operation_id}
        command = Command(COMMAND, payload, correlation_id, idempotency_key=operation.operation_id)
        return self.outbox.command(keys.partition(operation.tenant_id), QUEUE, command, now)
