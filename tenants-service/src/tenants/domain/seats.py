"""How many people a tenant may have, by tier: members and live invitations each take a seat (ADR 0018).

The invitations service has the same numbers; a contract test compares them.
"""

from chassis.runtime.records import dataclass

SMALLEST = "BASIC"
LIMITS: dict[str, int | None] = {SMALLEST: 10, "STANDARD": 50, "PREMIUM": 200, "ENTERPRISE": None}


@dataclass(frozen=True, kw_only=True)
class Seats:
    """What the table knows of a tenant's seats; the tier is that of its instance, the smallest until it has one."""

    tier: str = SMALLEST

    @property
    def limit(self) -> int | None:
        """People that the tier allows, None for as many as one likes; an unknown tier counts as the smallest."""
        return LIMITS.get(self.tier, LIMITS[SMALLEST])
