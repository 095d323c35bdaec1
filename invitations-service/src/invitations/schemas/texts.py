"""Addresses and free texts on the wire."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from chassis.errors import InvalidValue
from chassis.http.field_types import Documented
from chassis.http.matches import Matches
from invitations.domain.address import LONGEST, NotAnAddress, mailbox
from invitations.domain.invitation import MESSAGE_LENGTH


def _mailbox(text: str) -> str:
    try:
        return mailbox(text)
    except NotAnAddress:
        raise InvalidValue(
            "This is not one e-mail address. Send one such as name@example.com.", code="INVALID_EMAIL"
        ) from None


def _printable(text: str) -> str:
    """Accept a text for people: line breaks, but no control characters and no change of reading direction."""
    if not text.replace("\n", "").replace("\r", "").isprintable():
        raise InvalidValue("This text has characters that nobody can print. Remove them; line breaks are fine.")
    return text


Email = Annotated[str, Field(max_length=LONGEST, json_schema_extra={"format": "email"}), AfterValidator(_mailbox)]
TeamId = Annotated[
    str,
    StringConstraints(max_length=69),
    Matches(
        r"^team-[a-z0-9][a-z0-9-]{0,63}$", "This is not the id of a team. Copy a teamId from the tenant's hierarchy."
    ),
    Documented(examples=["team-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"]),
]
FreeText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MESSAGE_LENGTH),
    AfterValidator(_printable),
    Documented(pattern=r"^[^\x00-\x09\x0b\x0c\x0e-\x1f\x7f]*$", examples=["Welcome!"]),
]
