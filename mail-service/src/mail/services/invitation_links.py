"""The link of an invitation: the one place where its secret is in the clear between the API and the mailbox."""

from chassis.http.sealing import BrokenSeal, Seal
from chassis.messaging.envelopes import MalformedMessage
from mail.domain.notice import InvitationNotice


class InvitationLinks:
    """Makes links to the portal's page; the secret is a fragment, which browsers never send to a server."""

    def __init__(self, page: str, seal: Seal) -> None:
        self.page, self.seal = page, seal

    def link(self, notice: InvitationNotice) -> str:
        """Where the invited person answers.

        Raises:
            MalformedMessage: the secret was not sealed by the invitations service for this invitation.
        """
        try:
            token = self.seal.open(notice.sealed_token, (notice.tenant_id, notice.invitation_id))
        except BrokenSeal:
            raise MalformedMessage("the secret of an invitation cannot be opened") from None
        return f"{self.page}#token={token}"
