"""Where a host stands at the balancer: the name of the target group, and the place of the rule."""

from collections.abc import Set
from zlib import crc32

FIRST_PLACE, LAST_PLACE = 100, 49_999
"""Priorities of hosts; 1 to 99 are the platform's, 50,000 is the default (terraform/modules/wordpress-instance)."""


def target_group_name(slug: str) -> str:
    """The name of a tenant's target group, by its slug (`chassis.runtime.ids`); 24 of AWS's 32 characters."""
    return f"bbws-tenant-{slug}"


def choose_priority(host: str, taken: Set[int]) -> int:
    """A free priority, from a place of the host's own on.

    Two hosts that are made at once seldom want the same place. Two workers that make one host's rule at once want the
    same, so that AWS refuses the second.

    Args:
        host: the host name that the rule is for.
        taken: priorities of the listener's rules.
    """
    places = LAST_PLACE - FIRST_PLACE + 1
    start = crc32(host.encode()) % places
    return next(
        place for place in (FIRST_PLACE + (start + offset) % places for offset in range(places)) if place not in taken
    )
