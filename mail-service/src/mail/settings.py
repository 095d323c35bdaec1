"""The environment of the mailer, typed."""

from chassis.settings import Settings


class MailSettings(Settings):
    """Read once at the first message; `mail_sender` is an address or `Name <address>`, verified in SES."""

    mail_table: str
    mail_sender: str
