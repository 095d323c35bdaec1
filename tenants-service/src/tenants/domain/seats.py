"""Seats of a tenant per tier: each member and each live invitation takes one (ADR 0018).

The invitations service has the same numbers; a contract test compares them.
"""

from chassis.runtime.records import dataclass

SMALLEST = "BASIC"
LIMITS: dict[str, int | None] = {SMALLEST: 10, "STANDARD": 50, "PREMIUM": 200, "ENTERPRISE": None}


@dataclass(frozen=True, kw_only=True)
class Seats:
    """A tenant's seats as the table stores them; the tier is its instance's, or the smallest without an instance."""

    tier: str = SMALLEST

    @property
    def limit(self) -> int | None:
        """The seats of the tier; None for no limit. An unknown tier counts as the smallest."""
        return LIMITS.get(self.tier, LIMITS[SMALLEST])
