"""Sends the e-mails of notices."""

from chassis.runtime.logging import Log
from chassis.runtime.metrics import record_mail
from mail.clients.email_sender import EmailSender
from mail.dao.dispatch_dao import DispatchDAO
from mail.domain.email import Email
from mail.domain.notice import Notice, SiteNotice
from mail.services.email_renderer import EmailRenderer


class MailService:
    """Sends the e-mail of each notice once."""

    def __init__(self, dispatches: DispatchDAO, renderer: EmailRenderer, sender: EmailSender, log: Log) -> None:
        self.dispatches, self.renderer, self.sender, self.log = dispatches, renderer, sender, log

    def send_notice(self, notice: Notice) -> None:
        """Send the e-mail of `notice` unless it was sent already: claim, send, record.

        Raises:
            Busy: another mailer is sending it.
        """
        email = self.renderer.render(notice)
        if not self.dispatches.claim(notice.tenant_id, notice.event_id):
            self._log_outcome(notice, "already_sent")
            return
        message_id = self._send(email, notice)
        self.dispatches.record_sent(notice.tenant_id, notice.event_id, message_id)
        self._log_outcome(notice, "sent")

    def _send(self, email: Email, notice: Notice) -> str:
        """Send the e-mail; when SES refuses it, release the lease, so that the next delivery need not wait."""
        try:
            message_id = self.sender.send(email, notice.recipient)
        except Exception:
            self.dispatches.release(notice.tenant_id, notice.event_id)
            record_mail(notice.kind.value, failed=True)
            raise
        record_mail(notice.kind.value, failed=False)
        return message_id

    def _log_outcome(self, notice: Notice, outcome: str) -> None:
        self.log.info(
            "send_notice",
            event_type=notice.kind.value,
            event_id=notice.event_id,
            tenant_id=notice.tenant_id,
            site_id=notice.site_id if isinstance(notice, SiteNotice) else None,
            trace_id=notice.correlation_id,
            outcome=outcome,
        )
