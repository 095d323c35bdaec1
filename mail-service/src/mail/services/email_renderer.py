"""Renders notices as e-mails with Jinja templates: sandboxed, escaped, and an error for every undefined name."""

from functools import singledispatchmethod
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from mail.domain.email import Email
from mail.domain.notice import DeclineNotice, InvitationNotice, Notice, NoticeKind, SiteNotice, one_line
from mail.services.portal_links import PortalLinks

_FOLDER = Path(__file__).parent.parent / "templates"
_LONGEST_SUBJECT = 120
_LONGEST_NAME = 80
TEMPLATES = {
    NoticeKind.SITE_READY: "site_ready",
    NoticeKind.SITE_FAILED: "site_failed",
    NoticeKind.INVITED: "invitation",
    NoticeKind.DECLINED: "invitation_declined",
}


class EmailRenderer:
    """Renders e-mails from `templates/<name>.subject.txt`, `.txt` and `.html`."""

    def __init__(self, links: PortalLinks) -> None:
        self.links = links
        self.environment = SandboxedEnvironment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def render(self, notice: Notice) -> Email:
        """Render the e-mail for `notice`.

        Raises:
            MalformedMessage: the secret of an invitation's link cannot be decrypted.
        """
        name, facts = TEMPLATES[notice.kind], self._facts(notice)
        subject, text, html = (
            self.environment.get_template(f"{name}.{part}").render(facts) for part in ("subject.txt", "txt", "html")
        )
        return Email(one_line(subject, _LONGEST_SUBJECT), text, html)

    @singledispatchmethod
    def _facts(self, notice: Notice) -> dict[str, Any]:
        """The variables of the template."""
        return dict(vars(notice))

    @_facts.register
    def _(self, notice: SiteNotice) -> dict[str, Any]:
        return {
            **vars(notice),
            "site_name": one_line(notice.site_name, _LONGEST_NAME),
            "by_recipient": notice.requested_by == notice.recipient,
            "link": self.links.site(notice),
        }

    @_facts.register
    def _(self, notice: InvitationNotice) -> dict[str, Any]:
        return {**vars(notice), "link": self.links.answer_invitation(notice)}

    @_facts.register
    def _(self, notice: DeclineNotice) -> dict[str, Any]:
        return {**vars(notice), "link": self.links.invitations(notice)}
