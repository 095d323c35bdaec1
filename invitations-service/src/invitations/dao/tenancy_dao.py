"""What invitations need of the tenant they lead to: its status, members and seats; a contract test compares shapes."""

from datetime import datetime, timedelta

from chassis.access.caller import Role
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item
from chassis.dynamodb.table import ConditionalCheckFailed, Select, Table
from chassis.dynamodb.writes import Check, Put, Update, Write
from chassis.runtime.records import dataclass
from invitations.dao import keys
from invitations.domain.invitation import Invitation, Inviter, Team
from invitations.domain.ranks import granters
from invitations.domain.seats import Seats

ACTIVE = "ACTIVE"
EMAIL_COUNT_KEPT = timedelta(days=2)
MOST_MEMBERS = 1000  # read at once; who is missed in a larger tenant is found when accepting


@dataclass(frozen=True, kw_only=True)
class TenantSnapshot:
    """How things stand for inviting one address to one tenant.

    Attributes:
        status: the tenant's, None when there is no such tenant.
        guard: of the live invitation to the address, if there is one.
    """

    status: str | None
    organization_name: str
    seats: Seats
    guard: Item | None


class TenancyDAO:
    """Reads of the tenant, and lines that check it or let somebody join."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get_snapshot(self, tenant_id: str, email: str) -> TenantSnapshot:
        """All that stands under known keys, in one call."""
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
        """The write without which nobody is invited and nobody joins."""
        return Check(self.table.name, keys.tenant(tenant_id), Condition(equals={"status": ACTIVE}))

    def check_inviter_write(self, invitation: Invitation) -> Check:
        """The inviter has not lost the right to give this role."""
        inviter = invitation.inviter
        key = keys.role_holder(invitation.tenant_id, inviter.user_id, staff=inviter.is_staff)
        among = [role.value for role in granters(invitation.role)]
        return Check(self.table.name, key, Condition(equals={"active": True}, is_in={"role": among}))

    def get_role(self, tenant_id: str, user_id: str) -> Role | None:
        """The role that somebody has in the tenant now."""
        item = self.table.get(keys.role_holder(tenant_id, user_id, staff=False))
        return Role(item["role"]) if item and item["active"] else None

    def join_writes(
        self, invitation: Invitation, user_id: str, now: str, *, again: bool, team: Team | None = None
    ) -> dict[str, Write]:
        """The writes of a new member, `again` when an inactive record of theirs stands there; administrators count."""
        by = invitation.inviter
        item = self.member_item(invitation.tenant_id, user_id, invitation.email, invitation.role, by, now)
        if team:
            item["teams"] = [team.place]
        condition = Condition(equals={"active": False}) if again else Condition(exists=False)
        writes: dict[str, Write] = {"member": Put(self.table.name, item, condition)}
        if invitation.role is Role.TENANT_ADMIN:
            change = UpdateExpression(set={"entityType": "ADMINS", "tenantId": invitation.tenant_id}, add={"admins": 1})
            writes["admins"] = Update(self.table.name, keys.admin_counter(invitation.tenant_id), change, Condition())
        return writes

    def take_seat_write(self, tenant_id: str, limit: int | None) -> Update:
        """One seat more, as long as there are fewer than `limit`; None for no limit. Who accepts keeps the seat."""
        condition = Condition() if limit is None else Condition(absent_or_less_than={"taken": limit})
        return self._seat(tenant_id, 1, condition)

    def free_seat_write(self, tenant_id: str) -> Update:
        """One seat less."""
        return self._seat(tenant_id, -1, Condition())

    def count_email_write(self, tenant_id: str, most: int, now: datetime) -> Update:
        """One invitation more on this day (UTC), as long as there are fewer than `most`."""
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
        """Take over the tier that the tenant's instance has; False when we knew as much."""
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
    def member_item(tenant_id: str, user_id: str, email: str, role: Role, inviter: Inviter, now: str) -> Item:
        """The record of a member, as the tenants service writes and reads it."""
        return keys.member(tenant_id, user_id) | {
            "entityType": "MEMBER",
            "tenantId": tenant_id,
            "userId": user_id,
            "email": email,
            "role": role.value,
            "active": True,
            "assignedAt": now,
            "assignedBy": inviter.email,
        }
