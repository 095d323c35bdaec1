"""What invitations need of the tenant they lead to: its status, members and seats; a contract test compares shapes."""

from datetime import datetime, timedelta

from chassis.access.caller import Role
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Change, When
from chassis.dynamodb.items import from_item
from chassis.dynamodb.table import ConditionFailed, Select, Table
from chassis.dynamodb.writes import Check, Put, Update, Write
from chassis.runtime.records import dataclass
from invitations.dao import keys
from invitations.domain.invitation import Invitation, Inviter, Team
from invitations.domain.ranks import granters
from invitations.domain.seats import Seats

ACTIVE = "ACTIVE"
LETTERS_KEPT = timedelta(days=2)
MOST_MEMBERS = 1000  # read at once; who is missed in a larger tenant is found when accepting


@dataclass(frozen=True, kw_only=True)
class Situation:
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

    def situation(self, tenant_id: str, email: str) -> Situation:
        """All that stands under known keys, in one call."""
        wanted = [keys.tenant(tenant_id), keys.seats(tenant_id), keys.address(tenant_id, email)]
        found = {item["SK"]: item for item in self.table.get_many(wanted)}
        tenant, seats, guard = (found.get(key["SK"]) for key in wanted)
        return Situation(
            status=tenant["status"] if tenant else None,
            organization_name=tenant["organizationName"] if tenant else "",
            seats=from_item(Seats, seats or {}),
            guard=guard,
        )

    def member_addresses(self, tenant_id: str) -> list[str]:
        """The addresses of a tenant's members, at most 1,000; one call."""
        select = Select(("PK", keys.tenant_partition(tenant_id)), ("SK", keys.MEMBER_PREFIX))
        items = self.table.page(select, size=MOST_MEMBERS).items
        return [item["email"] for item in items if item["active"]]

    def is_active(self, tenant_id: str) -> Check:
        """The line without which nobody is invited and nobody joins."""
        return Check(self.table.name, keys.tenant(tenant_id), When(equal={"status": ACTIVE}))

    def may_still_grant(self, invitation: Invitation) -> Check:
        """The inviter has not lost the right to give this role."""
        inviter = invitation.inviter
        key = keys.role_holder(invitation.tenant_id, inviter.user_id, staff=inviter.is_staff)
        among = [role.value for role in granters(invitation.role)]
        return Check(self.table.name, key, When(equal={"active": True}, among={"role": among}))

    def held_role(self, tenant_id: str, user_id: str) -> Role | None:
        """The role that somebody has in the tenant now."""
        item = self.table.get(keys.role_holder(tenant_id, user_id, staff=False))
        return Role(item["role"]) if item and item["active"] else None

    def joined(
        self, invitation: Invitation, user_id: str, now: str, *, again: bool, team: Team | None = None
    ) -> dict[str, Write]:
        """The lines of a new member, `again` when an inactive record of theirs stands there; administrators count."""
        by = invitation.inviter
        item = self.member_item(invitation.tenant_id, user_id, invitation.email, invitation.role, by, now)
        if team:
            item["teams"] = [team.place]
        when = When(equal={"active": False}) if again else When(exists=False)
        lines: dict[str, Write] = {"member": Put(self.table.name, item, when)}
        if invitation.role is Role.TENANT_ADMIN:
            change = Change(put={"entityType": "ADMINS", "tenantId": invitation.tenant_id}, add={"admins": 1})
            lines["admins"] = Update(self.table.name, keys.admin_counter(invitation.tenant_id), change, When())
        return lines

    def seat_taken(self, tenant_id: str, limit: int | None) -> Update:
        """One seat more, as long as there are fewer than `limit`; None for no limit. Who accepts keeps the seat."""
        when = When() if limit is None else When(past={"taken": limit})
        return self._seat(tenant_id, 1, when)

    def seat_freed(self, tenant_id: str) -> Update:
        """One seat less."""
        return self._seat(tenant_id, -1, When())

    def letter_sent(self, tenant_id: str, most: int, now: datetime) -> Update:
        """One invitation more on this day (UTC), as long as there are fewer than `most`."""
        gone = int((now + LETTERS_KEPT).timestamp())
        change = Change(
            put={"entityType": "LETTERS", "tenantId": tenant_id, "expiresAtEpoch": gone}, add={"letters": 1}
        )
        return Update(self.table.name, keys.letters(tenant_id, f"{now:%Y-%m-%d}"), change, When(past={"letters": most}))

    def follow_tier(self, tenant_id: str, tier: str, version: int) -> bool:
        """Take over the tier that the tenant's instance has; False when we knew as much."""
        change = Change(put={"tier": tier, "instanceVersion": version, "entityType": "SEATS", "tenantId": tenant_id})
        try:
            self.table.update(keys.seats(tenant_id), change, When(past={"instanceVersion": version}))
        except ConditionFailed:
            return False
        return True

    def _seat(self, tenant_id: str, count: int, when: When) -> Update:
        change = Change(put={"entityType": "SEATS", "tenantId": tenant_id}, add={"taken": count})
        return Update(self.table.name, keys.seats(tenant_id), change, when)

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
