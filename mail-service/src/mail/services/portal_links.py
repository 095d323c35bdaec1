"""Builds the links of e-mails to the customer portal, whose paths are those of the API without the version."""

from chassis.http.sealing import BrokenSeal, Seal
from chassis.messaging.envelopes import MalformedMessage
from mail.domain.notice import DeclineNotice, InvitationNotice, SiteNotice


class PortalLinks:
    """Builds links from `portal`, an address without a slash at its end."""

    def __init__(self, portal: str, seal: Seal) -> None:
        self.portal, self.seal = portal, seal

    def answer_invitation(self, notice: InvitationNotice) -> str:
        """The page where the invited person answers; the secret is in the fragment, which no server receives.

        This is the only code between the API and the mailbox that decrypts the secret.

        Raises:
            MalformedMessage: the invitations service did not encrypt the secret for this invitation.
        """
        try:
            token = self.seal.open(notice.sealed_token, (notice.tenant_id, notice.invitation_id))
        except BrokenSeal:
            raise MalformedMessage("the secret of an invitation cannot be opened") from None
        return f"{self.portal}/invitations#token={token}"

    def site(self, notice: SiteNotice) -> str:
        """The page of a site, with its actions."""
        return f"{self.portal}/tenants/{notice.tenant_id}/sites/{notice.site_id}"

    def invitations(self, notice: DeclineNotice) -> str:
        """The page of a tenant's invitations."""
        return f"{self.portal}/tenants/{notice.tenant_id}/invitations"
