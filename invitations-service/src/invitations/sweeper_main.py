"""Entry point of the schedule that closes invitations whose time is over."""

from typing import Any

from chassis.runtime.cold_start import start

with start():
    from chassis.runtime.logging import log_failures
    from invitations.dependencies import sweep_service


@log_failures("invitations")
def lambda_handler(_event: dict[str, Any], _context: Any) -> dict[str, int]:  # noqa: ANN401 - the Lambda context
    """Close overdue invitations; answer how many."""
    return {"expired": sweep_service().expire_invitations()}
