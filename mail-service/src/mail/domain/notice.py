"""A notice: a message for a person, with its recipient."""

import re
from dataclasses import field
from enum import StrEnum

from chassis.runtime.records import dataclass
from chassis.text import make_line, shorten

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
    """One notice for one person; each kind has its own subclass.

    Attributes:
        event_id: the same for every delivery of a notice, so that it is mailed once.
    """

    event_id: str
    kind: NoticeKind
    tenant_id: str
    correlation_id: str
    recipient: str


@dataclass(frozen=True, kw_only=True)
class SiteNotice(Notice):
    """The result of a site's creation.

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
        """Check that the notice has the content that its e-mail needs.

        Raises:
            ValueError: a site is ready but has no valid web address.
        """
        if self.kind is NoticeKind.SITE_READY and not _WEB.fullmatch(self.site_url or ""):
            raise ValueError("a site that is ready has a web address")


@dataclass(frozen=True, kw_only=True)
class InvitationNotice(Notice):
    """An invitation to a tenant.

    Attributes:
        role: for people, e.g. `Operator`; `duties` completes "you can".
        sealed_token: the encrypted secret of the link; only the e-mail itself contains it in clear text.
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
    """A declined invitation; the recipient is the inviter."""

    organization_name: str
    declined_by: str
    reason: str | None = None


def one_line(text: str, longest: int) -> str:
    """Make `text` safe for a header: no control characters, single spaces, at most `longest` characters."""
    return shorten(" ".join(make_line(text).split()), longest)
