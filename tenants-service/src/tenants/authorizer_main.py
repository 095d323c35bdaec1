"""The HTTP API's authorizer (REQUEST, payload 2.0, simple response): identifies the caller for each function."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime.cold_start import start

with start(waited_for=True):
    from chassis.http.edge import came_through_edge
    from chassis.runtime.logging import log_failures, pseudonym
    from tenants.authorizer_dependencies import identity_service, log
    from tenants.domain.errors import TokenRefused


@log_failures("tenants")
def lambda_handler(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Let every request from the edge pass, with the caller or with the reason why the caller is unknown.

    A refusal here answers with the gateway's bare body: enough for what did not come through the edge. Clients get
    theirs from the functions, which deny by default and say what to do.
    """
    trace_id = (event.get("requestContext") or {}).get("requestId")
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    if not came_through_edge(headers):
        log().info("authorize", outcome="NOT_THROUGH_EDGE", trace_id=trace_id)
        return {"isAuthorized": False, "context": {}}
    return {"isAuthorized": True, "context": _identified(headers.get("authorization", ""), trace_id)}


def _identified(authorization: str, trace_id: str | None) -> dict[str, str]:
    try:
        caller = identity_service().identify(authorization)
    except TokenRefused as refused:
        log().info("authorize", outcome=refused.problem, trace_id=trace_id)
        return {"problem": refused.problem}
    except Exception as error:  # table or pool unavailable: no caller, but the request still gets a proper answer
        log().error("authorize", outcome="UNAVAILABLE", error=error, trace_id=trace_id)
        return {"problem": "UNAVAILABLE"}
    log().info("authorize", outcome="CALLER", caller=pseudonym(caller.user_id), trace_id=trace_id)
    return {"caller": caller.to_context()}
