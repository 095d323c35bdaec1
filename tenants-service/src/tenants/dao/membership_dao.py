"""Who holds which role, in the tenants table."""

from chassis.attributes import Item
from chassis.items import from_item, to_item
from chassis.table import Select, Table
from tenants.dao import keys
from tenants.domain.membership import Membership, StaffMember

MOST = 200


class MembershipDAO:
    """Reads a person's roles."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def held_by(self, user_id: str) -> list[Membership | StaffMember]:
        """All roles of one person, at most 200, also inactive ones; one call, eventually consistent."""
        page = self.table.page(Select(("GSI1PK", keys.user_partition(user_id)), index="GSI1"), size=MOST)
        return [_read(item) for item in page.items]

    @staticmethod
    def item(held: Membership | StaffMember) -> Item:
        """The item of a role; also what the local platform seeds."""
        if isinstance(held, StaffMember):
            return keys.staff_member(held.user_id) | to_item(held) | {"entityType": "STAFF"}
        return keys.member(held.tenant_id, held.user_id) | to_item(held) | {"entityType": "MEMBER"}


def _read(item: Item) -> Membership | StaffMember:
    return from_item(StaffMember, item) if item["GSI1SK"] == keys.STAFF else from_item(Membership, item)
