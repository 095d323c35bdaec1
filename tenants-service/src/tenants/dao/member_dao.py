"""The people of a tenant and of its teams, in the tenants table; the record of a removed person stays, inactive."""

from collections.abc import Mapping

from chassis.access.caller import Role
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import Select, Table
from chassis.dynamodb.writes import Delete, Put, Update, Write
from tenants.dao import keys
from tenants.domain.membership import Membership, TeamMember
from tenants.domain.tenant import Tenant

EXAMINED = 500  # members per read when only some roles are wanted


class MemberDAO:
    """Reads members with one call per method; builds their transaction writes."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, tenant_id: str, user_id: str) -> Membership | None:
        """The person's record, active or inactive."""
        item = self.table.get(_key(tenant_id, user_id))
        return from_item(Membership, item) if item else None

    def get_with_tenant(self, tenant_id: str, user_id: str) -> tuple[Membership, Tenant, int] | None:
        """The person, the tenant and its number of administrators, in one read; None unless all exist."""
        wanted = [_key(tenant_id, user_id), keys.tenant(tenant_id), keys.admin_counter(tenant_id)]
        found = {item["entityType"]: item for item in self.table.get_many(wanted)}
        if "MEMBER" not in found or "TENANT" not in found:
            return None
        admins = int(found.get("ADMINS", {}).get("admins", 0))
        return from_item(Membership, found["MEMBER"]), from_item(Tenant, found["TENANT"]), admins

    def page(
        self, tenant_id: str, role: Role | None, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[Membership], dict[str, str] | None]:
        """Active members by id, and the key after which the next page begins."""
        select = Select(
            ("PK", keys.tenant_partition(tenant_id)),
            ("SK", keys.MEMBERS),
            equals={"active": True, **({"role": role.value} if role else {})},
            examine=EXAMINED if role else 0,
        )
        page = self.table.page(select, size=size, after=after)
        return [from_item(Membership, item) for item in page.items], page.last_key

    def list_team(
        self, tenant_id: str, team_id: str, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[TeamMember], dict[str, str] | None]:
        """The people of a team by id, and the key after which the next page begins."""
        select = Select(("PK", keys.tenant_partition(tenant_id)), ("SK", keys.team_members(team_id)))
        page = self.table.page(select, size=size, after=after)
        return [from_item(TeamMember, item) for item in page.items], page.last_key

    def free_seat_write(self, tenant_id: str) -> Update:
        """The write that frees a seat."""
        change = UpdateExpression(set={"entityType": "SEATS", "tenantId": tenant_id}, add={"taken": -1})
        return Update(self.table.name, keys.seats(tenant_id), change, Condition())

    def update_writes(self, before: Membership, after: Membership) -> dict[str, Write]:
        """The writes that change `before` into `after`; the write `admins` protects the last administrator."""
        old, new = to_item(before), to_item(after)
        put = {name: value for name, value in new.items() if old.get(name) != value}
        gone = [name for name in old if name not in new]
        same = {"role": before.role.value, "active": before.active}
        condition = (
            Condition(equals={**same, "teams": list(before.teams)})
            if before.teams
            else Condition(equals=same, not_exists=["teams"])
        )
        key = _key(before.tenant_id, before.user_id)
        writes: dict[str, Write] = {
            "member": Update(self.table.name, key, UpdateExpression(put, remove=gone), condition)
        }
        return writes | self._admins(before.tenant_id, int(after.is_admin) - int(before.is_admin))

    def join_team_write(self, member: TeamMember) -> Put:
        """The write that adds a person to a team."""
        key = keys.team_member(member.tenant_id, member.team_id, member.user_id)
        return Put(self.table.name, key | to_item(member) | {"entityType": "TEAM_MEMBER"})

    def leave_team_writes(self, tenant_id: str, path: tuple[str, ...], user_id: str) -> list[Write]:
        """The writes that remove a person from the team with this path of ids."""
        gone = Delete(self.table.name, keys.team_member(tenant_id, path[-1], user_id))
        fewer = Update(
            self.table.name, keys.unit(tenant_id, path), UpdateExpression(add={"children": -1}), Condition(exists=True)
        )
        return [gone, fewer]

    def count_team_member_write(self, tenant_id: str, path: tuple[str, ...]) -> Update:
        """The write that counts one more person in a team, unless the team is being deleted."""
        key = keys.unit(tenant_id, path)
        return Update(self.table.name, key, UpdateExpression(add={"children": 1}), Condition(equals={"active": True}))

    def _admins(self, tenant_id: str, count: int) -> dict[str, Write]:
        """The write that counts administrators; one must remain (BR-USER-004)."""
        if not count:
            return {}
        condition = Condition(greater_than={"admins": 1}) if count < 0 else Condition()
        change = UpdateExpression(set={"entityType": "ADMINS", "tenantId": tenant_id}, add={"admins": count})
        return {"admins": Update(self.table.name, keys.admin_counter(tenant_id), change, condition)}

    @staticmethod
    def counter_items(tenant_id: str, *, members: int, admins: int) -> list[Item]:
        """The items that count a tenant's people; the local platform seeds them with the members."""
        return [
            keys.admin_counter(tenant_id) | {"entityType": "ADMINS", "tenantId": tenant_id, "admins": admins},
            keys.seats(tenant_id) | {"entityType": "SEATS", "tenantId": tenant_id, "taken": members},
        ]


def _key(tenant_id: str, user_id: str) -> dict[str, str]:
    key = keys.member(tenant_id, user_id)
    return {"PK": key["PK"], "SK": key["SK"]}
