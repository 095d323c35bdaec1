"""Roles and profiles of people, in the tenants table."""

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import Select, Table
from tenants.dao import keys
from tenants.domain.membership import Held, Membership, Profile, StaffMember

MOST = 200


class MembershipDAO:
    """Reads one person's profile and roles; stores profiles."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def list_held(self, user_id: str) -> list[Held]:
        """A person's profile and at most 200 roles, including inactive ones; one call, eventually consistent."""
        page = self.table.page(Select(("GSI1PK", keys.user_partition(user_id)), index="GSI1"), size=MOST)
        return [_read(item) for item in page.items]

    def find(self, email: str) -> Profile | None:
        """The person who signs in with this address; one call, eventually consistent."""
        select = Select(("GSI4PK", keys.address_partition(email)), index="GSI4")
        items = self.table.page(select, size=1).items
        return from_item(Profile, items[0]) if items else None

    def put_profile(self, profile: Profile) -> None:
        """Store the profile of a person who signs in for the first time, or with another address."""
        self.table.put(self.item(profile), Condition())

    @staticmethod
    def item(held: Held) -> Item:
        """The item of a role or profile; the local platform also seeds it."""
        if isinstance(held, StaffMember):
            return keys.staff_member(held.user_id) | to_item(held) | {"entityType": "STAFF"}
        if isinstance(held, Profile):
            return keys.profile(held.user_id, held.email) | to_item(held) | {"entityType": "PROFILE"}
        return keys.member(held.tenant_id, held.user_id) | to_item(held) | {"entityType": "MEMBER"}


def _read(item: Item) -> Held:
    if item["GSI1SK"] == keys.PROFILE:
        return from_item(Profile, item)
    return from_item(StaffMember, item) if item["GSI1SK"] == keys.STAFF else from_item(Membership, item)
