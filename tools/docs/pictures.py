"""Takes the pictures of the docs: `make pictures` renders e-mails with the mailer's own templates and photographs them.

Needs a Chromium. The text of the same e-mails is in the guides, where a test compares it.
"""

import hashlib
import html
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from chassis.http.sealing import Seal
from mail.domain.email import Email
from mail.domain.notice import ROLES, InvitationNotice, NoticeKind
from mail.services.email_renderer import EmailRenderer
from mail.services.portal_links import PortalLinks

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
TAKEN = FOLDER / "taken.json"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
LARGEST = 100 * 1024
_SEAL = Seal("a key that protects nothing")
_WIDTH, _HEIGHT = 640, 826
_PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 20px; font: 13px/20px Helvetica, Arial, sans-serif; color: #667085; background: #fff; }}
header {{ padding: 0 8px 12px; }} b {{ color: #1d2939; }}
iframe {{ border: 1px solid #e4e7ec; border-radius: 8px; width: 598px; height: {height}px; }}
</style>
<header>To <b>{to}</b><br>Subject <b>{subject}</b></header><iframe srcdoc="{email}"></iframe>"""


def main() -> int:
    """`python tools/docs/pictures.py`: take all pictures anew."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.stderr.write(f"pictures: no browser found; install one of {', '.join(BROWSERS)}.\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    for name, content in pages().items():
        photograph(browser, content, FOLDER / name)
    TAKEN.write_text(json.dumps({name: fingerprint(content) for name, content in pages().items()}, indent=2) + "\n")
    return 0


def pages() -> dict[str, str]:
    """What each picture is taken of."""
    return {"invitation.png": page("jan.vermeer@elsewhere.example", invitation())}


def fingerprint(content: str) -> str:
    """Tells whether a picture still shows what it was taken of; kept in `pictures/taken.json`."""
    return hashlib.sha256(content.encode()).hexdigest()


def invitation() -> Email:
    """The e-mail that docs/guides/invitations.md shows."""
    place = ("tenant-90952469-a926-45fa-a4bc-34af2ce9bf7c", "inv-5d1f3a7c-9b24-4e86-8f0d-2a6c4e8b1d35")
    notice = InvitationNotice(
        event_id="evt-1",
        kind=NoticeKind.INVITED,
        tenant_id=place[0],
        correlation_id="9a1c5e7d-b3f2-4680-a1c3-e5d7fac35791",
        recipient="jan.vermeer@elsewhere.example",
        invitation_id=place[1],
        organization_name="Acme Trading",
        role=ROLES["tenant_operator"][0],
        duties=ROLES["tenant_operator"][1],
        invited_by="amina.patel@acme-trading.example",
        expires_on="28 November 2026, 08:00 UTC",
        sealed_token=_SEAL.close("YotJ2W3N6XpDDdT1l3BYmeCalo95NJHktwTK4zpA3AI", place),
        message="Hello Jan, we start with the bakery's new site on Monday. Good to have you with us!",
    )
    links = PortalLinks("https://portal.managed-wordpress.example", _SEAL)
    return EmailRenderer(links).render(notice)


def page(to: str, email: Email) -> str:
    """The e-mail as a mail client shows it."""
    shown = {"to": to, "subject": email.subject, "email": email.html}
    return _PAGE.format(height=_HEIGHT - 94, **{name: html.escape(text) for name, text in shown.items()})


def photograph(browser: str, content: str, picture: Path) -> None:
    """Write `picture` from a page.

    Raises:
        RuntimeError: it became larger than a repository should carry.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(content)
        options = ["--headless", "--disable-gpu", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={folder}/user"]
        size = [f"--window-size={_WIDTH},{_HEIGHT}", "--disable-lcd-text"]
        target = [f"--screenshot={picture}", source.as_uri()]
        subprocess.run([browser, *options, *size, *target], check=True, capture_output=True, timeout=60)
    if picture.stat().st_size > LARGEST:
        raise RuntimeError(f"{picture.name} has {picture.stat().st_size} bytes; at most {LARGEST} are wanted")


if __name__ == "__main__":
    raise SystemExit(main())
