"""The environment of the mailer, typed."""

from chassis.runtime.settings import Settings


class MailSettings(Settings):
    """Read once at the first message.

    Attributes:
        mail_sender: an address or `Name <address>`, verified in SES.
        portal_url: the customer portal, without a slash at its end.
        invitation_key: decrypts the secrets of links that the invitations service encrypted (ADR 0014).
    """

    mail_table: str
    mail_sender: str
    portal_url: str
    invitation_key: str
