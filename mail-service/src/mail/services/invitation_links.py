"""Builds the link of an invitation: the only code between the API and the mailbox that decrypts the secret."""

from chassis.http.sealing import BrokenSeal, Seal
from chassis.messaging.envelopes import MalformedMessage
from mail.domain.notice import InvitationNotice


class InvitationLinks:
    """Builds links to the portal's page; the secret is in the fragment, which browsers never send to a server."""

    def __init__(self, page: str, seal: Seal) -> None:
        self.page, self.seal = page, seal

    def link(self, notice: InvitationNotice) -> str:
        """The address of the page where the invited person answers.

        Raises:
            MalformedMessage: the invitations service did not encrypt the secret for this invitation.
        """
        try:
            token = self.seal.open(notice.sealed_token, (notice.tenant_id, notice.invitation_id))
        except BrokenSeal:
            raise MalformedMessage("the secret of an invitation cannot be opened") from None
        return f"{self.page}#token={token}"
