"""The status, members and seats of the inviting tenant; a contract test compares the items with the tenants service."""

from datetime import datetime, timedelta

from chassis.access.caller import Role
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import ConditionalCheckFailed, Select, Table
from chassis.dynamodb.writes import Check, Put, Update, Write
from chassis.runtime.records import dataclass
from invitations.dao import keys
from invitations.domain.invitation import Invitation
from invitations.domain.member import Member
from invitations.domain.ranks import granters
from invitations.domain.seats import Seats

ACTIVE = "ACTIVE"
EMAIL_COUNT_KEPT = timedelta(days=2)
MOST_MEMBERS = 1000  # per read; in a larger tenant, the check at acceptance finds the other members


@dataclass(frozen=True, kw_only=True)
class TenantSnapshot:
    """What a tenant's items say about inviting one address.

    Attributes:
        status: the tenant's; None when the tenant does not exist.
        guard: of the invitation to the address; None when the address has none.
    """

    status: str | None
    organization_name: str
    seats: Seats
    guard: Item | None


class TenancyDAO:
    """Reads a tenant; builds the transaction writes that check its status, add a member or take a seat."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get_snapshot(self, tenant_id: str, email: str) -> TenantSnapshot:
        """The tenant, its seats and the guard of the address, in one call."""
        wanted = [keys.tenant(tenant_id), keys.seats(tenant_id), keys.address(tenant_id, email)]
        found = {item["SK"]: item for item in self.table.get_many(wanted)}
        tenant, seats, guard = (found.get(key["SK"]) for key in wanted)
        return TenantSnapshot(
            status=tenant["status"] if tenant else None,
            organization_name=tenant["organizationName"] if tenant else "",
            seats=from_item(Seats, seats or {}),
            guard=guard,
        )

    def list_member_addresses(self, tenant_id: str) -> list[str]:
        """The addresses of a tenant's members, at most 1,000; one call."""
        select = Select(("PK", keys.tenant_partition(tenant_id)), ("SK", keys.MEMBER_PREFIX))
        items = self.table.page(select, size=MOST_MEMBERS).items
        return [item["email"] for item in items if item["active"]]

    def check_active_write(self, tenant_id: str) -> Check:
        """The check that the tenant is ACTIVE."""
        return Check(self.table.name, keys.tenant(tenant_id), Condition(equals={"status": ACTIVE}))

    def check_inviter_write(self, invitation: Invitation) -> Check:
        """The check that the inviter still has the right to give this role."""
        inviter = invitation.inviter
        key = keys.role_holder(invitation.tenant_id, inviter.user_id, staff=inviter.is_staff)
        among = [role.value for role in granters(invitation.role)]
        return Check(self.table.name, key, Condition(equals={"active": True}, is_in={"role": among}))

    def get_role(self, tenant_id: str, user_id: str) -> Role | None:
        """The person's present role in the tenant; None when they have none."""
        member = self.get_member(tenant_id, user_id)
        return member.role if member else None

    def get_member(self, tenant_id: str, user_id: str) -> Member | None:
        """The person's present membership; None when they have none."""
        item = self.table.get(keys.role_holder(tenant_id, user_id, staff=False))
        return from_item(Member, item) if item and item["active"] else None

    def join_writes(self, member: Member, *, again: bool) -> dict[str, Write]:
        """The writes of a new member; `again` replaces their inactive record. An administrator is also counted."""
        condition = Condition(equals={"active": False}) if again else Condition(exists=False)
        writes: dict[str, Write] = {"member": Put(self.table.name, self.member_item(member), condition)}
        if member.role is Role.TENANT_ADMIN:
            change = UpdateExpression(set={"entityType": "ADMINS", "tenantId": member.tenant_id}, add={"admins": 1})
            writes["admins"] = Update(self.table.name, keys.admin_counter(member.tenant_id), change, Condition())
        return writes

    def take_seat_write(self, tenant_id: str, limit: int | None) -> Update:
        """The write that takes a seat while fewer than `limit` are taken; None for no limit."""
        condition = Condition() if limit is None else Condition(absent_or_less_than={"taken": limit})
        return self._seat(tenant_id, 1, condition)

    def free_seat_write(self, tenant_id: str) -> Update:
        """The write that frees a seat."""
        return self._seat(tenant_id, -1, Condition())

    def count_email_write(self, tenant_id: str, most: int, now: datetime) -> Update:
        """The write that counts one invitation on this day (UTC), while fewer than `most` were sent."""
        gone = int((now + EMAIL_COUNT_KEPT).timestamp())
        change = UpdateExpression(
            set={"entityType": "DAILY_EMAILS", "tenantId": tenant_id, "expiresAtEpoch": gone}, add={"dailyEmails": 1}
        )
        return Update(
            self.table.name,
            keys.daily_emails(tenant_id, f"{now:%Y-%m-%d}"),
            change,
            Condition(absent_or_less_than={"dailyEmails": most}),
        )

    def follow_tier(self, tenant_id: str, tier: str, version: int) -> bool:
        """Store the tier of the tenant's instance; False when the stored version is as new."""
        change = UpdateExpression(
            set={"tier": tier, "instanceVersion": version, "entityType": "SEATS", "tenantId": tenant_id}
        )
        try:
            self.table.update(
                keys.seats(tenant_id), change, Condition(absent_or_less_than={"instanceVersion": version})
            )
        except ConditionalCheckFailed:
            return False
        return True

    def _seat(self, tenant_id: str, count: int, condition: Condition) -> Update:
        change = UpdateExpression(set={"entityType": "SEATS", "tenantId": tenant_id}, add={"taken": count})
        return Update(self.table.name, keys.seats(tenant_id), change, condition)

    @staticmethod
    def member_item(member: Member) -> Item:
        """The record of a member, as the tenants service reads it."""
        return keys.member(member.tenant_id, member.user_id) | to_item(member) | {"entityType": "MEMBER"}
