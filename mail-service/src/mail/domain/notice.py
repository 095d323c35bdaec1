"""A notice: a message for a person, with its recipient."""

import re
from dataclasses import field
from enum import StrEnum

from chassis.runtime.records import dataclass

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_LONGEST = 254
_WEB = re.compile(r"https?://[^\s\"'<>\\]{1,500}")


class NoticeKind(StrEnum):
    """The events that cause an e-mail (domain §5.2, BR-INV-004)."""

    SITE_READY = "SITE_CREATION_COMPLETE"
    SITE_FAILED = "SITE_CREATION_FAILED"
    INVITED = "INVITATION_SENT"
    DECLINED = "INVITATION_DECLINED"


ROLES = {
    "tenant_admin": ("Administrator", "manage sites and people, and invite others"),
    "tenant_operator": ("Operator", "create and run sites"),
    "tenant_viewer": ("Viewer", "see sites and their status"),
}
"""Each role that an invitation can give: its name, and what it lets a person do, after "you can"."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notice for one person; each kind of news has its own subclass.

    Attributes:
        event_id: the same for every delivery of the same notice: it is mailed once.
    """

    event_id: str
    kind: NoticeKind
    tenant_id: str
    correlation_id: str
    recipient: str


@dataclass(frozen=True, kw_only=True)
class SiteNotice(Notice):
    """What became of a new site.

    Attributes:
        requested_by: the e-mail address of the person who created the site.
        error_message: what went wrong, in words for the customer.
    """

    site_id: str
    site_name: str
    site_url: str | None = None
    requested_by: str | None = None
    error_code: str | None = None
    error_message: str | None = None

    def __post_init__(self) -> None:
        """Refuse a notice that has nothing to tell.

        Raises:
            ValueError: a site that is ready without a web address, or the address is not one.
        """
        if self.kind is NoticeKind.SITE_READY and not _WEB.fullmatch(self.site_url or ""):
            raise ValueError("a site that is ready has a web address")


@dataclass(frozen=True, kw_only=True)
class InvitationNotice(Notice):
    """An invitation to a tenant.

    Attributes:
        role: as people read it, e.g. `Operator`; `duties` completes "you can".
        sealed_token: the secret of the link; only the e-mail itself holds it in the clear.
        expires_on: the last day, e.g. `28 November 2026`.
    """

    invitation_id: str
    organization_name: str
    role: str
    duties: str
    invited_by: str
    expires_on: str
    sealed_token: str = field(repr=False)
    message: str | None = None
    team_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeclineNotice(Notice):
    """An invitation that was declined, for the one who sent it."""

    organization_name: str
    declined_by: str
    reason: str | None = None


def require_address(text: str) -> str:
    """`text` as an e-mail address that is safe in a header: one plain ASCII mailbox, no name, no second address.

    Raises:
        ValueError: it is none.
    """
    if len(text) > _LONGEST or not _ADDRESS.fullmatch(text):
        raise ValueError("not an e-mail address")
    return text


def one_line(text: str, longest: int) -> str:
    """`text` as a header may carry it: no control characters, single spaces, at most `longest` characters."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(printable.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
