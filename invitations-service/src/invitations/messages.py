"""Outbox messages of invitations: notices for people, events and commands. The secret of a link is encrypted."""

from datetime import datetime

from chassis.dynamodb.items import to_item
from chassis.dynamodb.writes import Put
from chassis.http.sealing import Seal
from chassis.messaging.envelopes import Command, Event
from chassis.messaging.outbox import Outbox
from chassis.runtime.clock import iso
from chassis.runtime.ids import new_id
from invitations.dao import keys
from invitations.domain import events
from invitations.domain.events import DeclineEmail, InvitationEmail, NewMember
from invitations.domain.invitation import Invitation

TOPIC = "NOTIFICATIONS_TOPIC"
GROUP_SYNC = "GROUP_SYNC_REQUEST"
type Payload = InvitationEmail | DeclineEmail | NewMember


class InvitationMessages:
    """Builds outbox messages in the tenant's partition; the relay of the tenants table sends them."""

    def __init__(self, outbox: Outbox, seal: Seal) -> None:
        self.outbox, self.seal = outbox, seal

    def send_invitation(self, invitation: Invitation, token: str, trace_id: str, now: datetime) -> Put:
        """Build the notice that mails the link to the invited address."""
        email = InvitationEmail(
            tenant_id=invitation.tenant_id,
            invitation_id=invitation.invitation_id,
            recipient=invitation.email,
            organization_name=invitation.organization_name,
            role=invitation.role,
            invited_by=invitation.inviter.email,
            expires_at=invitation.expires_at,
            sealed_token=self.seal.close(token, (invitation.tenant_id, invitation.invitation_id)),
            message=invitation.message,
            team_name=invitation.team.name if invitation.team else None,
        )
        return self._notice(events.SENT, invitation, email, trace_id, now)

    def send_decline(self, invitation: Invitation, trace_id: str, now: datetime) -> Put:
        """Build the notice to the inviter that the person declined (BR-INV-004)."""
        email = DeclineEmail(
            tenant_id=invitation.tenant_id,
            invitation_id=invitation.invitation_id,
            recipient=invitation.inviter.email,
            organization_name=invitation.organization_name,
            declined_by=invitation.email,
            reason=invitation.decline_reason,
        )
        return self._notice(events.DECLINED, invitation, email, trace_id, now)

    def announce_member(self, invitation: Invitation, user_id: str, trace_id: str, now: datetime) -> Put:
        """Build the event of the new member."""
        member = NewMember(
            tenant_id=invitation.tenant_id,
            invitation_id=invitation.invitation_id,
            user_id=user_id,
            email=invitation.email,
            role=invitation.role,
            team_id=invitation.team.team_id if invitation.team else None,
        )
        event = _event(events.ACCEPTED, invitation, member, trace_id, now)
        return self.outbox.event(keys.tenant_partition(invitation.tenant_id), event, now)

    def sync_groups(self, tenant_id: str, user_id: str, trace_id: str, now: datetime) -> Put:
        """Build the command to update the person's groups in the identity pool; the tenants service handles it."""
        command = Command(GROUP_SYNC, {"tenantId": tenant_id, "userId": user_id}, trace_id, new_id("sync"))
        return self.outbox.command(keys.tenant_partition(tenant_id), "USER_GROUPS_QUEUE_URL", command, now)

    def _notice(self, name: str, invitation: Invitation, payload: Payload, trace_id: str, now: datetime) -> Put:
        event = _event(name, invitation, payload, trace_id, now)
        return self.outbox.notice(keys.tenant_partition(invitation.tenant_id), TOPIC, event, now)


def _event(name: str, invitation: Invitation, payload: Payload, trace_id: str, now: datetime) -> Event:
    return Event(
        name=name,
        source=events.SOURCE,
        tenant_id=invitation.tenant_id,
        data=to_item(payload),
        correlation_id=trace_id,
        event_id=new_id("event"),
        occurred_at=iso(now),
    )
