"""Seats of a tenant per tier: each member and each live invitation takes one (ADR 0018).

The numbers are our decision; the domain gives none. A tenant without an instance has the smallest tier.
"""

from chassis.runtime.records import dataclass

SMALLEST = "BASIC"
LIMITS: dict[str, int | None] = {SMALLEST: 10, "STANDARD": 50, "PREMIUM": 200, "ENTERPRISE": None}
DAILY_EMAILS = {
    SMALLEST: 50,
    "STANDARD": 50,
    "PREMIUM": 500,
    "ENTERPRISE": 500,
}  # per day, so that a tenant cannot flood mailboxes


@dataclass(frozen=True, kw_only=True)
class Seats:
    """A tenant's seats as the table stores them; `taken` counts members and live invitations."""

    tier: str = SMALLEST
    taken: int = 0

    @property
    def limit(self) -> int | None:
        """The seats of the tier; None for no limit. An unknown tier counts as the smallest."""
        return LIMITS.get(self.tier, LIMITS[SMALLEST])

    @property
    def daily_emails(self) -> int:
        """The number of invitations that may be sent per day (UTC), including resends."""
        return DAILY_EMAILS.get(self.tier, DAILY_EMAILS[SMALLEST])
