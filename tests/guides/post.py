"""The real mailer with a sender that keeps all e-mails."""

import json

from chassis.http.sealing import Seal
from chassis.runtime.logging import Log
from mail.dao.dispatch_dao import DispatchDAO
from mail.domain.letter import Letter
from mail.schemas.notice import notice_of
from mail.services.invitation_links import InvitationLinks
from mail.services.mail_service import MailService
from mail.services.stationery import Stationery
from tests.guides.pages import GuideError

INVITATION_KEY = "invitation-key-of-the-guides"
PAGE = "https://portal.managed-wordpress.example/invitations"


class Post:
    """Writes letters from notices, as the mail service does, and keeps them by address."""

    def __init__(self, dispatches: DispatchDAO) -> None:
        stationery = Stationery(InvitationLinks(PAGE, Seal(INVITATION_KEY)))
        self._mailer = MailService(dispatches, stationery, self, Log("mail"))
        self._letters: dict[str, Letter] = {}

    def deliver(self, notice: dict) -> None:
        """Mail what the notice asks for."""
        self._mailer.send_notice(notice_of(json.dumps(notice)))

    def post(self, letter: Letter, recipient: str) -> str:
        """Keep an e-mail instead of sending it through SES."""
        self._letters[recipient] = letter
        return f"message-{len(self._letters)}"

    def letter_to(self, address: str) -> str:
        """The newest letter to somebody, as text with its headers.

        Raises:
            GuideError: nobody has written to this address.
        """
        letter = self._letters.get(address)
        if letter is None:
            raise GuideError(f"nobody has written to {address}")
        return f"To: {address}\nSubject: {letter.subject}\n\n{letter.text}"
