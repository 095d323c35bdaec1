"""The environment of the invitations functions, typed."""

from chassis.runtime.settings import Settings


class InvitationsSettings(Settings):
    """Settings of every function: the table that stores invitations (ADR 0013)."""

    tenants_table: str


class ApiSettings(InvitationsSettings):
    """Settings of the API; `invitation_key` encrypts the secrets of links for the mailer (ADR 0014)."""

    cursor_key: str
    invitation_key: str
