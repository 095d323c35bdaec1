"""The teams of the inviting tenant; a contract test compares the items with those of the tenants service."""

from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.table import Select, Table
from chassis.dynamodb.writes import Check, Put, Update, Write
from invitations.dao import keys
from invitations.domain.invitation import Invitation, Team


class TeamDAO:
    """Finds a team; builds the writes that add a person to it."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def find(self, tenant_id: str, team_id: str) -> Team | None:
        """The tenant's team with this id, unless it is being deleted; one call, eventually consistent."""
        select = Select(("GSI4PK", keys.team_partition(tenant_id, team_id)), index="GSI4")
        items = self.table.page(select, size=1).items
        if not items or not items[0]["active"]:
            return None
        return Team(place=items[0]["SK"].removeprefix("HIERARCHY#"), name=items[0]["name"])

    def check_open_write(self, tenant_id: str, team: Team) -> Check:
        """The check that the team exists and is not being deleted."""
        return Check(self.table.name, keys.team(tenant_id, team.place), Condition(equals={"active": True}))

    def join_writes(self, invitation: Invitation, team: Team, user_id: str, now: str) -> dict[str, Write]:
        """The writes that add the new member to the team, unless the team is being deleted."""
        tenant_id = invitation.tenant_id
        item = {
            "entityType": "TEAM_MEMBER",
            "tenantId": tenant_id,
            "teamId": team.team_id,
            "team": team.place,
            "userId": user_id,
            "email": invitation.email,
            "joinedAt": now,
            "addedBy": invitation.inviter.email,
        }
        counted = UpdateExpression(add={"children": 1})
        return {
            "joined": Put(self.table.name, keys.team_member(tenant_id, team.team_id, user_id) | item),
            "team": Update(
                self.table.name, keys.team(tenant_id, team.place), counted, Condition(equals={"active": True})
            ),
        }
