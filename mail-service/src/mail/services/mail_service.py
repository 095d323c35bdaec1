"""What the mailer does with a notice."""

from chassis.runtime.logging import Log
from chassis.runtime.metrics import record_mail
from mail.clients.letter_box import LetterBox
from mail.dao.dispatch_dao import DispatchDAO
from mail.domain.letter import Letter
from mail.domain.notice import Notice, SiteNotice
from mail.services.stationery import Stationery


class MailService:
    """Use cases of mail."""

    def __init__(self, dispatches: DispatchDAO, stationery: Stationery, letter_box: LetterBox, log: Log) -> None:
        self.dispatches, self.stationery, self.letter_box, self.log = dispatches, stationery, letter_box, log

    def send_notice(self, notice: Notice) -> None:
        """Send the mail of `notice` unless it is sent already: claim, post, record.

        Raises:
            Busy: another mailer is sending it.
        """
        letter = self.stationery.write(notice)
        if not self.dispatches.claim(notice.tenant_id, notice.event_id):
            self._tell(notice, "already_sent")
            return
        message_id = self._post(letter, notice)
        self.dispatches.sent(notice.tenant_id, notice.event_id, message_id)
        self._tell(notice, "sent")

    def _post(self, letter: Letter, notice: Notice) -> str:
        """Hand the letter to SES; when SES says no, the next delivery need not wait for the lease."""
        try:
            message_id = self.letter_box.post(letter, notice.recipient)
        except Exception:
            self.dispatches.released(notice.tenant_id, notice.event_id)
            record_mail(notice.kind.value, failed=True)
            raise
        record_mail(notice.kind.value, failed=False)
        return message_id

    def _tell(self, notice: Notice, outcome: str) -> None:
        self.log.info(
            "send_notice",
            event_type=notice.kind.value,
            event_id=notice.event_id,
            tenant_id=notice.tenant_id,
            site_id=notice.site_id if isinstance(notice, SiteNotice) else None,
            trace_id=notice.correlation_id,
            outcome=outcome,
        )
