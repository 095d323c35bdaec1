"""Handlers of notices, which the notifications topic delivers."""

from mail.dependencies import mail_service
from mail.schemas.notice import notice_of


def send_notice(body: str) -> None:
    """Send the e-mail of the notice in `body`.

    Raises:
        MalformedMessage: the body is not a valid notice, or its address is invalid.
        Busy: another mailer is sending this notice.
    """
    mail_service().send_notice(notice_of(body))
