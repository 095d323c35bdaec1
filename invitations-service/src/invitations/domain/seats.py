"""How many people a tenant may have, by tier: members and live invitations each take a seat (ADR 0018).

The numbers are ours; the domain gives none. Before a tenant has an instance it has the smallest tier.
"""

from chassis.runtime.records import dataclass

SMALLEST = "BASIC"
LIMITS: dict[str, int | None] = {SMALLEST: 10, "STANDARD": 50, "PREMIUM": 200, "ENTERPRISE": None}
DAILY_EMAILS = {
    SMALLEST: 50,
    "STANDARD": 50,
    "PREMIUM": 500,
    "ENTERPRISE": 500,
}  # a day: nobody's mailbox is flooded by us


@dataclass(frozen=True, kw_only=True)
class Seats:
    """What the table knows of a tenant's seats; `taken` are those of members and of live invitations."""

    tier: str = SMALLEST
    taken: int = 0

    @property
    def limit(self) -> int | None:
        """People that the tier allows, None for as many as one likes; an unknown tier counts as the smallest."""
        return LIMITS.get(self.tier, LIMITS[SMALLEST])

    @property
    def daily_emails(self) -> int:
        """Invitations that may be sent in one day (UTC), also again."""
        return DAILY_EMAILS.get(self.tier, DAILY_EMAILS[SMALLEST])
