"""The HTTP API's authorizer (REQUEST, payload 2.0, simple response): tells each function who asks."""

from collections.abc import Mapping
from typing import Any

from chassis.observability import where
from tenants.dependencies import identity_service, log
from tenants.domain.errors import TokenRefused


def lambda_handler(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Let every request pass, with the caller or with the reason why there is none.

    Refusing here would answer with the gateway's bare body; the functions deny by default and say what to do.
    """
    return {"isAuthorized": True, "context": _context_of(event)}


def _context_of(event: Mapping[str, Any]) -> dict[str, str]:
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    try:
        return {"caller": identity_service().identify(headers.get("authorization", "")).to_context()}
    except TokenRefused as refused:
        return {"problem": refused.problem}
    except Exception as error:  # table or pool away: no caller, but the request still gets a proper answer
        log().error("authorizer_failed", error=where(error))
        return {"problem": "UNAVAILABLE"}
