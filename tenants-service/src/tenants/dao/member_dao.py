"""The people of a tenant and of its teams, in the tenants table; the record of somebody removed stays, inactive."""

from collections.abc import Mapping

from chassis.access.caller import Role
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Change, When
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import Select, Table
from chassis.dynamodb.writes import Delete, Put, Update, Write
from tenants.dao import keys
from tenants.dao.membership_dao import MembershipDAO
from tenants.domain.membership import Membership, TeamMember
from tenants.domain.seats import Seats
from tenants.domain.tenant import Tenant

EXAMINED = 500  # members read at once when only some roles are wanted


class MemberDAO:
    """Reads members, one call a method, and makes the lines of transactions that write them."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, tenant_id: str, user_id: str) -> Membership | None:
        """The person's record, also an inactive one."""
        item = self.table.get(_key(tenant_id, user_id))
        return from_item(Membership, item) if item else None

    def get_with_tenant(self, tenant_id: str, user_id: str) -> tuple[Membership, Tenant, int] | None:
        """The person, the tenant and how many administrators it has, read together; None unless all are there."""
        wanted = [_key(tenant_id, user_id), keys.tenant(tenant_id), keys.admin_counter(tenant_id)]
        found = {item["entityType"]: item for item in self.table.get_many(wanted)}
        if "MEMBER" not in found or "TENANT" not in found:
            return None
        admins = int(found.get("ADMINS", {}).get("admins", 0))
        return from_item(Membership, found["MEMBER"]), from_item(Tenant, found["TENANT"]), admins

    def page(
        self, tenant_id: str, role: Role | None, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[Membership], dict[str, str] | None]:
        """Active members by id, and the key to go on after."""
        select = Select(
            ("PK", keys.tenant_partition(tenant_id)),
            ("SK", keys.MEMBERS),
            equal={"active": True, **({"role": role.value} if role else {})},
            examine=EXAMINED if role else 0,
        )
        page = self.table.page(select, size=size, after=after)
        return [from_item(Membership, item) for item in page.items], page.last_key

    def team(
        self, tenant_id: str, team_id: str, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[TeamMember], dict[str, str] | None]:
        """The people of a team by id, and the key to go on after."""
        select = Select(("PK", keys.tenant_partition(tenant_id)), ("SK", keys.team_members(team_id)))
        page = self.table.page(select, size=size, after=after)
        return [from_item(TeamMember, item) for item in page.items], page.last_key

    def assigned(self, member: Membership, *, again: bool) -> dict[str, Write]:
        """The lines of a new member; `again` when an inactive record of theirs stands there."""
        when = When(equal={"active": False}) if again else When(exists=False)
        lines: dict[str, Write] = {"member": Put(self.table.name, MembershipDAO.item(member), when)}
        return lines | self._admins(member.tenant_id, int(member.is_admin))

    def seats(self, tenant_id: str) -> Seats:
        """What the tenant's tier allows."""
        return from_item(Seats, self.table.get(keys.seats(tenant_id)) or {})

    def seat_taken(self, tenant_id: str, limit: int | None) -> Update:
        """The line that takes a seat, as long as there are fewer than `limit`; None for no limit."""
        return self._seat(tenant_id, 1, When() if limit is None else When(past={"taken": limit}))

    def seat_freed(self, tenant_id: str) -> Update:
        """The line that gives a seat back."""
        return self._seat(tenant_id, -1, When())

    def changed(self, before: Membership, after: Membership) -> dict[str, Write]:
        """The lines that make `before` into `after`; the last administrator is refused on line `admins`."""
        old, new = to_item(before), to_item(after)
        put = {name: value for name, value in new.items() if old.get(name) != value}
        gone = [name for name in old if name not in new]
        same = {"role": before.role.value, "active": before.active}
        when = When(equal={**same, "teams": list(before.teams)}) if before.teams else When(equal=same, absent=["teams"])
        key = _key(before.tenant_id, before.user_id)
        lines: dict[str, Write] = {"member": Update(self.table.name, key, Change(put, drop=gone), when)}
        return lines | self._admins(before.tenant_id, int(after.is_admin) - int(before.is_admin))

    def joined(self, member: TeamMember) -> Put:
        """The line that puts somebody into a team."""
        key = keys.team_member(member.tenant_id, member.team_id, member.user_id)
        return Put(self.table.name, key | to_item(member) | {"entityType": "TEAM_MEMBER"})

    def left(self, tenant_id: str, path: tuple[str, ...], user_id: str) -> list[Write]:
        """The lines that take somebody out of the team that the ids lead to."""
        gone = Delete(self.table.name, keys.team_member(tenant_id, path[-1], user_id))
        fewer = Update(self.table.name, keys.unit(tenant_id, path), Change(add={"children": -1}), When(exists=True))
        return [gone, fewer]

    def counted(self, tenant_id: str, path: tuple[str, ...]) -> Update:
        """The line that counts one person more in a team, as long as the team stays."""
        key = keys.unit(tenant_id, path)
        return Update(self.table.name, key, Change(add={"children": 1}), When(equal={"active": True}))

    def _admins(self, tenant_id: str, count: int) -> dict[str, Write]:
        """The line that counts administrators: one must stay (BR-USER-004)."""
        if not count:
            return {}
        when = When(above={"admins": 1}) if count < 0 else When()
        change = Change(put={"entityType": "ADMINS", "tenantId": tenant_id}, add={"admins": count})
        return {"admins": Update(self.table.name, keys.admin_counter(tenant_id), change, when)}

    def _seat(self, tenant_id: str, count: int, when: When) -> Update:
        change = Change(put={"entityType": "SEATS", "tenantId": tenant_id}, add={"taken": count})
        return Update(self.table.name, keys.seats(tenant_id), change, when)

    @staticmethod
    def counter_items(tenant_id: str, *, members: int, admins: int) -> list[Item]:
        """The counts of a tenant's people; what the local platform seeds beside members."""
        return [
            keys.admin_counter(tenant_id) | {"entityType": "ADMINS", "tenantId": tenant_id, "admins": admins},
            keys.seats(tenant_id) | {"entityType": "SEATS", "tenantId": tenant_id, "taken": members},
        ]


def _key(tenant_id: str, user_id: str) -> dict[str, str]:
    key = keys.member(tenant_id, user_id)
    return {"PK": key["PK"], "SK": key["SK"]}
