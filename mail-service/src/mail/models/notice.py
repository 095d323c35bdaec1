"""Notices on the wire: the details of events of other services; members that we do not know are passed over."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field, ValidationError

from chassis.clock import from_iso
from chassis.events import SCHEMA_VERSION, MalformedMessage
from chassis.resources import Wire
from mail.domain.notice import ROLES, DeclineNotice, InvitationNotice, Notice, NoticeKind, SiteNotice, require_address


class ErrorMessage(Wire):
    """Why the site could not be created."""

    code: str
    message: str


class SitePayload(Wire):
    """What sites tell."""

    site_id: str
    site_name: str
    recipient: str
    site_url: str | None = None
    provisioning_duration: float | None = None
    error: ErrorMessage | None = None


class InvitationPayload(Wire):
    """What invitations tell the invited person."""

    invitation_id: str = Field(min_length=1)
    recipient: str
    organization_name: str
    role: str
    invited_by: str
    expires_at: str
    sealed_token: str = Field(min_length=1)
    message: str | None = None
    team_name: str | None = None


class DeclinePayload(Wire):
    """What invitations tell the inviter."""

    recipient: str
    organization_name: str
    declined_by: str
    reason: str | None = None


class NoticeMessage(Wire):
    """The envelope (`chassis.events.Event.detail`)."""

    event_id: str = Field(min_length=1)
    event_type: NoticeKind
    schema_version: int = Field(ge=1, le=SCHEMA_VERSION)
    tenant_id: str = Field(min_length=1)
    correlation_id: str
    payload: dict[str, Any]

    def common(self, recipient: str) -> dict[str, Any]:
        """What every notice has."""
        return {
            "event_id": self.event_id,
            "kind": self.event_type,
            "tenant_id": self.tenant_id,
            "correlation_id": self.correlation_id,
            "recipient": require_address(recipient),
        }


def notice_of(body: str) -> Notice:
    """The notice in a message body.

    Raises:
        MalformedMessage: unknown event, missing member, newer schema, or an address that is none.
    """
    try:
        found = NoticeMessage.model_validate_json(body)
        return _READERS[found.event_type](found)
    except (ValidationError, ValueError) as error:
        raise MalformedMessage(f"not a notice of ours: {type(error).__name__}") from None


def _site(message: NoticeMessage) -> SiteNotice:
    told = SitePayload.model_validate(message.payload)
    return SiteNotice(
        **message.common(told.recipient),
        site_id=told.site_id,
        site_name=told.site_name,
        site_url=told.site_url,
        seconds=told.provisioning_duration,
        error_code=told.error.code if told.error else None,
        error_message=told.error.message if told.error else None,
    )


def _invitation(message: NoticeMessage) -> InvitationNotice:
    told = InvitationPayload.model_validate(message.payload)
    last = from_iso(told.expires_at)
    if told.role not in ROLES:
        raise ValueError("nobody is invited to this role")
    role, duties = ROLES[told.role]
    return InvitationNotice(
        **message.common(told.recipient),
        invitation_id=told.invitation_id,
        organization_name=told.organization_name,
        role=role,
        duties=duties,
        invited_by=told.invited_by,
        expires_on=f"{last.day} {last:%B %Y, %H:%M} UTC",
        sealed_token=told.sealed_token,
        message=told.message,
        team_name=told.team_name,
    )


def _decline(message: NoticeMessage) -> DeclineNotice:
    told = DeclinePayload.model_validate(message.payload)
    return DeclineNotice(
        **message.common(told.recipient),
        organization_name=told.organization_name,
        declined_by=told.declined_by,
        reason=told.reason,
    )


_READERS: Mapping[NoticeKind, Callable[[NoticeMessage], Notice]] = {
    NoticeKind.SITE_READY: _site,
    NoticeKind.SITE_FAILED: _site,
    NoticeKind.INVITED: _invitation,
    NoticeKind.DECLINED: _decline,
}
