"""The environment of the mailer, typed."""

from chassis.runtime.settings import Settings


class MailSettings(Settings):
    """Read once at the first message.

    Attributes:
        mail_sender: an address or `Name <address>`, verified in SES.
        invitation_url: the page of the portal where people answer invitations.
        invitation_key: decrypts the secrets of links that the invitations service encrypted (ADR 0014).
    """

    mail_table: str
    mail_sender: str
    invitation_url: str
    invitation_key: str
