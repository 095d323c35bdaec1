"""Notes what Terraform calls as IAM names it: tests/e2e asks the pipeline's rights for each call."""

import json
from pathlib import Path
from typing import Any

import ministack.app as ministack
from ministack.core.iam_actions import extract_iam_action, extract_resource_arn
from ministack.core.responses import get_account_id
from ministack.core.router import detect_service, extract_region

type Texts = dict[str, str]
type Call = tuple[str, str, str]
"""Action, resource (`*` where the request names none), Region."""


def note_calls(file: Path) -> None:
    """Append each call of Terraform to `file` as one line of JSON, once."""
    dispatch, known = ministack._dispatch_service_request, set[Call]()

    async def noted(method: str, path: str, headers: Texts, body: bytes, query: Texts, request_id: str) -> Any:  # noqa: ANN401 - MiniStack's own type
        if "HashiCorp" in headers.get("user-agent", ""):
            call = _name(method, path, headers, body, query)
            if call and call not in known:
                known.add(call)
                with file.open("a") as lines:
                    lines.write(json.dumps(call) + "\n")
        return await dispatch(method, path, headers, body, query, request_id)

    ministack._dispatch_service_request = noted


def _name(method: str, path: str, headers: Texts, body: bytes, query: Texts) -> Call | None:
    params = ministack._routing_params(method, path, headers, body, query)
    service, region = detect_service(method, path, headers, params), extract_region(headers)
    action = extract_iam_action(service, method, path, headers, body, params)
    if action is None:
        return None
    return action, extract_resource_arn(service, method, path, headers, body, params, region, get_account_id()), region
