"""Records which e-mails are being sent or were sent, so that a repeated notice sends no second e-mail."""

from datetime import timedelta

from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.table import ConditionalCheckFailed, Table
from chassis.operations.operation_log import Busy
from chassis.runtime.clock import Clock, iso
from mail.dao import keys

LEASE = timedelta(seconds=30)
KEPT = timedelta(days=30)


class DispatchDAO:
    """Claims and completes the sending of a notice, with one call per method.

    The status is SENDING, with a lease, then SENT. When a mailer dies in between, the status stays SENDING. After the
    lease has lapsed, the next delivery sends again: a repeated e-mail is better than a lost one.
    """

    def __init__(self, table: Table, clock: Clock) -> None:
        self.table, self.clock = table, clock

    def claim(self, tenant_id: str, event_id: str) -> bool:
        """Take the lease; False when the e-mail was sent already.

        Raises:
            Busy: another mailer holds it.
        """
        now = self.clock()
        put = {
            "status": "SENDING",
            "leaseUntil": iso(now + LEASE),
            "entityType": "DISPATCH",
            "expiresAtEpoch": int((now + KEPT).timestamp()),
        }
        free = Condition(not_exists=("sentAt",), absent_or_less_than={"leaseUntil": iso(now)})
        try:
            self.table.update(keys.dispatch(tenant_id, event_id), UpdateExpression(set=put, add={"attempts": 1}), free)
        except ConditionalCheckFailed as refused:
            if refused.item and "sentAt" in refused.item:
                return False
            raise Busy(event_id) from None
        return True

    def record_sent(self, tenant_id: str, event_id: str, message_id: str) -> None:
        """Record that SES accepted the e-mail, with its message id."""
        put = {"status": "SENT", "sentAt": iso(self.clock()), "messageId": message_id}
        self.table.update(keys.dispatch(tenant_id, event_id), UpdateExpression(set=put, remove=("leaseUntil",)))

    def release(self, tenant_id: str, event_id: str) -> None:
        """Release the lease: the e-mail was not sent, and the next delivery may try at once."""
        self.table.update(keys.dispatch(tenant_id, event_id), UpdateExpression(remove=("leaseUntil",)))
