"""The real mailer with a sender that keeps what it is given."""

import json

from chassis.http.sealing import Seal
from chassis.runtime.logging import Log
from mail.dao.dispatch_dao import DispatchDAO
from mail.domain.email import Email
from mail.schemas.notice import notice_of
from mail.services.email_renderer import EmailRenderer
from mail.services.mail_service import MailService
from mail.services.portal_links import PortalLinks
from tests.guides.pages import GuideError

INVITATION_KEY = "invitation-key-of-the-guides"
PORTAL = "https://portal.managed-wordpress.example"


class Post:
    """Renders e-mails from notices, as the mail service does, and keeps them by address."""

    def __init__(self, dispatches: DispatchDAO) -> None:
        renderer = EmailRenderer(PortalLinks(PORTAL, Seal(INVITATION_KEY)))
        self._mailer = MailService(dispatches, renderer, self, Log("mail"))
        self._emails: dict[str, Email] = {}

    def deliver(self, notice: dict) -> None:
        """Mail what the notice asks for."""
        self._mailer.send_notice(notice_of(json.dumps(notice)))

    def send(self, email: Email, recipient: str) -> str:
        """Take an e-mail, in the place of SES."""
        self._emails[recipient] = email
        return f"message-{len(self._emails)}"

    def email_to(self, address: str) -> str:
        """The newest e-mail to somebody, as text with its headers.

        Raises:
            GuideError: nobody has written to this address.
        """
        email = self._emails.get(address)
        if email is None:
            raise GuideError(f"nobody has written to {address}")
        return f"To: {address}\nSubject: {email.subject}\n\n{email.text}"
