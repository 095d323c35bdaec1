"""Notices for people, as the notifications topic delivers them."""

from mail.dependencies import mail_service
from mail.schemas.notice import notice_of


def send_notice(body: str) -> None:
    """Send the mail that the notice in `body` asks for.

    Raises:
        MalformedMessage: it is no notice of ours, or its address is none.
        Busy: another copy of this notice is being sent right now.
    """
    mail_service().send_notice(notice_of(body))
