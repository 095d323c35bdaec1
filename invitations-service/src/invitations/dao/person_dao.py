"""Finds people who have signed in, by address; the tenants service writes these items."""

from typing import Any

from chassis.dynamodb.table import Select, Table
from invitations.dao import keys
from invitations.domain.member import Person

NOBODY = "nobody"  # no person's id, because those begin with `user-`
MOST_ROLES = 200


class PersonDAO:
    """Reads profiles and roles of people in all tenants."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def find(self, email: str) -> Person | None:
        """The person who signs in with this address, eventually consistent.

        Makes the same two calls for every address, so that the time of an answer does not show who is known.
        """
        profiles = self._page("GSI4", keys.email_partition(email), 1)
        user_id: str = profiles[0]["userId"] if profiles else NOBODY
        roles = self._page("GSI1", keys.user_partition(user_id), MOST_ROLES)
        tenants = frozenset(item["tenantId"] for item in roles if item["entityType"] == "MEMBER" and item["active"])
        return Person(user_id=user_id, tenants=tenants) if profiles else None

    def _page(self, index: str, partition: str, size: int) -> list[dict[str, Any]]:
        return self.table.page(Select((f"{index}PK", partition), index=index), size=size).items
