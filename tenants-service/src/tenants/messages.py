"""Outbox messages that update the identity pool's groups."""

from datetime import datetime

from chassis.dynamodb.writes import Put
from chassis.messaging.envelopes import Command
from chassis.messaging.outbox import Outbox
from chassis.runtime.ids import new_id
from tenants.dao import keys
from tenants.domain.membership import GROUP_SYNC


class TenantMessages:
    """Builds outbox messages; they contain only ids, because the worker reads the present role."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox

    def sync_groups(self, tenant_id: str, user_id: str, correlation_id: str, now: datetime) -> Put:
        """Build the command to update one person's groups of one tenant."""
        ids = {"tenantId": tenant_id, "userId": user_id}
        command = Command(GROUP_SYNC, ids, correlation_id, new_id("sync"))
        return self.outbox.command(keys.tenant_partition(tenant_id), "USER_GROUPS_QUEUE_URL", command, now)
