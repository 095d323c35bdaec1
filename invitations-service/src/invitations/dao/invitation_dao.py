"""Invitations in the tenants table: one call per read; writes are built for a transaction."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import Select, Table
from chassis.dynamodb.writes import Delete, Put
from chassis.runtime.clock import from_iso
from invitations.dao import keys
from invitations.domain.invitation import Invitation
from invitations.domain.lifecycle import InvitationStatus

PAGE = 100
KEPT = timedelta(days=90)  # after the end of its seven days (domain §4.1)


class InvitationDAO:
    """Reads invitations; builds the writes of invitations and of the guards of their addresses."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, tenant_id: str, invitation_id: str) -> Invitation | None:
        """The stored invitation; one that is still stored as PENDING may have expired."""
        item = self.table.get(keys.invitation(tenant_id, invitation_id))
        return from_item(Invitation, item) if item else None

    def find_by_token(self, token_hash: str) -> Invitation | None:
        """The live invitation of the secret; the read is eventually consistent, so a write must check the version."""
        select = Select(("GSI1PK", keys.token_partition(token_hash)), index="GSI1")
        items = self.table.page(select, size=1).items
        return from_item(Invitation, items[0]) if items else None

    def is_invited(self, email: str, now: str) -> bool:
        """Whether any tenant has an open invitation to the address; one call, eventually consistent."""
        select = Select(("GSI1PK", keys.invited_partition(email)), index="GSI1", newest_first=True)
        guards = self.table.page(select, size=1).items
        return bool(guards) and not is_lapsed(guards[0], now)

    def page(
        self, tenant_id: str, status: InvitationStatus | None, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[Invitation], dict[str, str] | None]:
        """A tenant's invitations, newest first, and the key after which the next page begins."""
        if status:
            select = Select(("GSI3PK", keys.status_partition(tenant_id, status)), index="GSI3", newest_first=True)
        else:
            select = Select(("GSI2PK", keys.list_partition(tenant_id)), index="GSI2", newest_first=True)
        page = self.table.page(select, size=size, after=after)
        return [from_item(Invitation, item) for item in page.items], page.last_key

    def list_pending_of(self, tenant_id: str, inviter_id: str) -> Iterator[Invitation]:
        """A tenant's pending invitations that one person sent; eventually consistent."""
        partition = ("GSI3PK", keys.status_partition(tenant_id, InvitationStatus.PENDING))
        select = Select(partition, index="GSI3", equals={"inviter.userId": inviter_id})
        after: Mapping[str, str] | None = None
        while True:
            page = self.table.page(select, size=PAGE, after=after)
            yield from (from_item(Invitation, item) for item in page.items)
            if page.last_key is None:
                return
            after = page.last_key

    def list_due(self, now: str, most: int) -> list[Invitation]:
        """Live invitations of all tenants whose time is over, the oldest end first."""
        items = self.table.page(Select(("GSI4PK", keys.LIVE), index="GSI4"), size=most).items
        return [from_item(Invitation, item) for item in items if item["expiresAt"] <= now]

    def create_write(self, invitation: Invitation) -> Put:
        """The write of a new invitation."""
        return Put(self.table.name, self.item(invitation))

    def update_write(self, before: Invitation, after: Invitation) -> Put:
        """The write that changes `before` into `after`; its condition is the version of `before`."""
        condition = Condition(equals={"version": before.version, "status": before.status.value})
        return Put(self.table.name, self.item(after), condition)

    def claim_address_write(self, invitation: Invitation, instead_of: str | None = None) -> Put:
        """The write that makes the invitation the only live one of its address; it may replace `instead_of`."""
        guard = (
            keys.address(invitation.tenant_id, invitation.email)
            | keys.listed_address(invitation)
            | {
                "entityType": "GUARD",
                "invitationId": invitation.invitation_id,
                "expiresAt": invitation.expires_at,
            }
        )
        condition = Condition(equals={"invitationId": instead_of}) if instead_of else Condition(exists=False)
        return Put(self.table.name, guard, condition)

    def release_address_write(self, invitation: Invitation) -> Delete:
        """The write that deletes the guard of the address, so that it can be invited again."""
        condition = Condition(equals={"invitationId": invitation.invitation_id})
        return Delete(self.table.name, keys.address(invitation.tenant_id, invitation.email), condition)

    @staticmethod
    def item(invitation: Invitation) -> Item:
        """The item of an invitation, with its keys."""
        gone = from_iso(invitation.expires_at) + KEPT
        own = {"entityType": "INVITATION", "expiresAtEpoch": int(gone.timestamp())}
        key = keys.invitation(invitation.tenant_id, invitation.invitation_id)
        return key | keys.listed(invitation) | to_item(invitation) | own


def is_lapsed(guard: Item, now: str) -> bool:
    """Whether the invitation that a guard belongs to has expired."""
    lapsed: bool = guard["expiresAt"] <= now
    return lapsed
