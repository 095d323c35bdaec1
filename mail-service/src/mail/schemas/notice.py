"""Notices on the wire: the `detail` of events of other services. Unknown members are ignored."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from chassis.dynamodb.items import from_item
from chassis.email_address import normalize_address
from chassis.messaging.envelopes import SCHEMA_VERSION, MalformedMessage
from chassis.runtime.clock import from_iso
from chassis.runtime.records import dataclass
from mail.domain.notice import ROLES, DeclineNotice, InvitationNotice, Notice, NoticeKind, SiteNotice


@dataclass(frozen=True, kw_only=True)
class ErrorMessage:
    """Why the site could not be created."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class SitePayload:
    """The data of a notice from the sites service."""

    site_id: str
    site_name: str
    recipient: str
    site_url: str | None = None
    requested_by: str | None = None
    error: ErrorMessage | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationPayload:
    """The data of an invitation, for the invited person."""

    invitation_id: str
    recipient: str
    organization_name: str
    role: str
    invited_by: str
    expires_at: str
    sealed_token: str
    message: str | None = None
    team_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeclinePayload:
    """The data of a declined invitation, for the inviter."""

    recipient: str
    organization_name: str
    declined_by: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class NoticeMessage:
    """The envelope (`chassis.messaging.envelopes.Event.detail`)."""

    event_id: str
    event_type: NoticeKind
    schema_version: int
    tenant_id: str
    correlation_id: str
    payload: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Check that the ids are present and the schema is known.

        Raises:
            ValueError: an id is empty, or the schema version is newer than ours.
        """
        _require(self.event_id, self.tenant_id)
        if not 1 <= self.schema_version <= SCHEMA_VERSION:
            raise ValueError("of another schema than ours")

    def common(self, recipient: str) -> dict[str, Any]:
        """The fields that every notice has."""
        return {
            "event_id": self.event_id,
            "kind": self.event_type,
            "tenant_id": self.tenant_id,
            "correlation_id": self.correlation_id,
            "recipient": normalize_address(recipient),
        }


def notice_of(body: str) -> Notice:
    """Read the notice in a message body.

    Raises:
        MalformedMessage: unknown event, missing member, newer schema, or invalid address.
    """
    try:
        found = from_item(NoticeMessage, json.loads(body))
        return _READERS[found.event_type](found)
    except ValueError as error:
        raise MalformedMessage(f"not a notice of ours: {type(error).__name__}") from None


def _site(message: NoticeMessage) -> SiteNotice:
    payload = from_item(SitePayload, message.payload)
    return SiteNotice(
        **message.common(payload.recipient),
        site_id=payload.site_id,
        site_name=payload.site_name,
        site_url=payload.site_url,
        requested_by=payload.requested_by,
        error_code=payload.error.code if payload.error else None,
        error_message=payload.error.message if payload.error else None,
    )


def _invitation(message: NoticeMessage) -> InvitationNotice:
    payload = from_item(InvitationPayload, message.payload)
    _require(payload.invitation_id, payload.sealed_token)
    last = from_iso(payload.expires_at)
    if payload.role not in ROLES:
        raise ValueError("nobody is invited to this role")
    role, duties = ROLES[payload.role]
    return InvitationNotice(
        **message.common(payload.recipient),
        invitation_id=payload.invitation_id,
        organization_name=payload.organization_name,
        role=role,
        duties=duties,
        invited_by=payload.invited_by,
        expires_on=f"{last.day} {last:%B %Y, %H:%M} UTC",
        sealed_token=payload.sealed_token,
        message=payload.message,
        team_name=payload.team_name,
    )


def _decline(message: NoticeMessage) -> DeclineNotice:
    payload = from_item(DeclinePayload, message.payload)
    return DeclineNotice(
        **message.common(payload.recipient),
        organization_name=payload.organization_name,
        declined_by=payload.declined_by,
        reason=payload.reason,
    )


def _require(*texts: str) -> None:
    if not all(texts):
        raise ValueError("something that must be said is empty")


_READERS: Mapping[NoticeKind, Callable[[NoticeMessage], Notice]] = {
    NoticeKind.SITE_READY: _site,
    NoticeKind.SITE_FAILED: _site,
    NoticeKind.INVITED: _invitation,
    NoticeKind.DECLINED: _decline,
}
