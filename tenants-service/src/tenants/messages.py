"""Asks, through the outbox, that the identity pool's groups follow the table."""

from datetime import datetime

from chassis.dynamodb.writes import Put
from chassis.messaging.envelopes import Command
from chassis.messaging.outbox import Outbox
from chassis.runtime.ids import new_id
from tenants.dao import keys
from tenants.domain.membership import GROUP_SYNC


class TenantMessages:
    """Builds the writes of a request; it carries ids only, the worker reads the truth."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox

    def sync_groups(self, tenant_id: str, user_id: str, correlation_id: str, now: datetime) -> Put:
        """Bring one person's groups of one tenant into step."""
        ids = {"tenantId": tenant_id, "userId": user_id}
        command = Command(GROUP_SYNC, ids, correlation_id, new_id("sync"))
        return self.outbox.command(keys.tenant_partition(tenant_id), "USER_GROUPS_QUEUE_URL", command, now)
