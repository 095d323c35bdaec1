"""Follows the tier of a tenant's instance, which decides how many people it may have."""

from chassis.messaging.envelopes import Event, MalformedMessage
from invitations.dao.tenancy_dao import TenancyDAO


class TierService:
    """Keeps the one fact of instances that invitations need."""

    def __init__(self, tenancy: TenancyDAO) -> None:
        self.tenancy = tenancy

    def follow_instance(self, event: Event) -> None:
        """Take over the tier that `event` tells, unless a newer one is known.

        Raises:
            MalformedMessage: the event carries no tier or no version.
        """
        tier, version = event.data.get("tier"), event.data.get("version")
        if not isinstance(tier, str) or not isinstance(version, int):
            raise MalformedMessage("an instance's event without its tier or version")
        self.tenancy.follow_tier(event.tenant_id, tier, version)
