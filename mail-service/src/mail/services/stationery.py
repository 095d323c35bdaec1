"""The templates, as letters: sandboxed, escaped, and strict about every name."""

from datetime import timedelta
from functools import singledispatchmethod
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from mail.domain.letter import Letter
from mail.domain.notice import InvitationNotice, Notice, NoticeKind, SiteNotice, one_line
from mail.services.invitation_links import InvitationLinks

_FOLDER = Path(__file__).parent.parent / "templates"
_LONGEST_SUBJECT = 120
_LONGEST_NAME = 80
TEMPLATES = {
    NoticeKind.SITE_READY: "site_ready",
    NoticeKind.SITE_FAILED: "site_failed",
    NoticeKind.INVITED: "invitation",
    NoticeKind.DECLINED: "invitation_declined",
}


class Stationery:
    """Writes letters from `templates/<name>.subject.txt`, `.txt` and `.html`."""

    def __init__(self, links: InvitationLinks) -> None:
        self.links = links
        self.environment = SandboxedEnvironment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def write(self, notice: Notice) -> Letter:
        """The letter that tells of `notice`.

        Raises:
            MalformedMessage: the link of an invitation cannot be made.
        """
        name, facts = TEMPLATES[notice.kind], self._facts(notice)
        subject, text, html = (
            self.environment.get_template(f"{name}.{part}").render(facts) for part in ("subject.txt", "txt", "html")
        )
        return Letter(one_line(subject, _LONGEST_SUBJECT), text, html)

    @singledispatchmethod
    def _facts(self, notice: Notice) -> dict[str, Any]:
        """What the template may name."""
        return dict(vars(notice))

    @_facts.register
    def _(self, notice: SiteNotice) -> dict[str, Any]:
        return {**vars(notice), "site_name": one_line(notice.site_name, _LONGEST_NAME), "took": took(notice.seconds)}

    @_facts.register
    def _(self, notice: InvitationNotice) -> dict[str, Any]:
        return {**vars(notice), "link": self.links.link(notice)}


def took(seconds: float | None) -> str | None:
    """A duration as people say it: `9 seconds`, `2 minutes 5 seconds`; None when nobody measured."""
    if seconds is None:
        return None
    minutes, rest = divmod(max(1, round(timedelta(seconds=seconds).total_seconds())), 60)
    parts = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in ((minutes, "minute"), (rest, "second"))]
    return " ".join(part for part in parts if not part.startswith("0 "))
