"""The environment of the invitations functions, typed."""

from chassis.runtime.settings import Settings


class InvitationsSettings(Settings):
    """Of every function: where invitations are kept (ADR 0013)."""

    tenants_table: str


class ApiSettings(InvitationsSettings):
    """Of the API; `invitation_key` seals the secrets of links for the mailer (ADR 0014)."""

    cursor_key: str
    invitation_key: str
