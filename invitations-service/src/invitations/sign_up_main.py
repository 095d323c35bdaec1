"""Entry point of the identity pool's pre sign-up trigger: only invited addresses may make an account (ADR 0037)."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime.cold_start import start

with start():
    from invitations.dependencies import sign_up_service


def lambda_handler(event: Mapping[str, Any], _context: Any) -> Mapping[str, Any]:  # noqa: ANN401 - the Lambda context
    """Return the event unchanged to let Cognito make the account; it still mails a code to verify the address.

    Raises:
        SignUpRefused: nobody may make this account; Cognito shows the message to the person.
    """
    sign_up_service().check_sign_up(event["triggerSource"], event["request"]["userAttributes"].get("email", ""))
    return event
