"""Notices on the wire: the detail of an event of the sites service; members that we do not know are passed over."""

from pydantic import Field, ValidationError

from chassis.events import SCHEMA_VERSION, MalformedMessage
from chassis.resources import Wire
from mail.domain.notice import Notice, NoticeKind, require_address


class ErrorMessage(Wire):
    """Why the site could not be created."""

    code: str
    message: str


class PayloadMessage(Wire):
    """What the notice tells."""

    site_id: str
    site_name: str
    recipient: str
    site_url: str | None = None
    provisioning_duration: float | None = None
    error: ErrorMessage | None = None


class NoticeMessage(Wire):
    """The envelope (`chassis.events.Event.detail`)."""

    event_id: str = Field(min_length=1)
    event_type: NoticeKind
    schema_version: int = Field(ge=1, le=SCHEMA_VERSION)
    tenant_id: str = Field(min_length=1)
    correlation_id: str
    payload: PayloadMessage


def notice_of(body: str) -> Notice:
    """The notice in a message body.

    Raises:
        MalformedMessage: unknown event, missing member, newer schema, or an address that is none.
    """
    try:
        found = NoticeMessage.model_validate_json(body)
        return Notice(
            event_id=found.event_id,
            kind=found.event_type,
            tenant_id=found.tenant_id,
            correlation_id=found.correlation_id,
            recipient=require_address(found.payload.recipient),
            site_id=found.payload.site_id,
            site_name=found.payload.site_name,
            site_url=found.payload.site_url,
            seconds=found.payload.provisioning_duration,
            error_code=found.payload.error.code if found.payload.error else None,
            error_message=found.payload.error.message if found.payload.error else None,
        )
    except (ValidationError, ValueError) as error:
        raise MalformedMessage(f"not a notice of ours: {type(error).__name__}") from None
