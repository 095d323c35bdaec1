"""The keys of the mail table."""


def dispatch(tenant_id: str, event_id: str) -> dict[str, str]:
    """The record of one notice's e-mail."""
    return {"PK": f"TENANT#{tenant_id}", "SK": f"MAIL#{event_id}"}
