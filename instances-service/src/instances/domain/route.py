"""Where a tenant's rule stands among the rules of the balancer's listener."""

from collections.abc import Set

FIRST_PLACE, LAST_PLACE = 100, 49_999
"""Priorities of tenants; 1 to 99 are the platform's, 50,000 is the default (terraform/modules/wordpress-instance)."""


def choose_priority(slug: str, taken: Set[int]) -> int:
    """A free priority: from a place of the tenant's own on, so that two tenants created at once seldom want the same.

    Args:
        slug: twelve hex digits.
        taken: priorities of the listener's rules.
    """
    places = LAST_PLACE - FIRST_PLACE + 1
    start = int(slug, 16) % places
    return next(
        place for place in (FIRST_PLACE + (start + offset) % places for offset in range(places)) if place not in taken
    )
