"""Events as AWS sends them to functions."""

import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chassis.access.caller import Caller, Role
from chassis.http.edge import EDGE_KEY
from chassis.http.request_context import VIEWER
from chassis.messaging.envelopes import Event

EDGE_KEYS = {"EDGE_KEY": "edge-key-of-a-test", "EDGE_KEY_PREVIOUS": "edge-key-before"}
"""The environment of functions that tests call."""


def caller(role: Role | None = None, *, tenant_id: str | None = None, user_id: str = "user-test") -> Caller:
    """A caller with one role: of a tenant when `tenant_id` is given, else as platform staff."""
    if role and tenant_id:
        return Caller(user_id, f"{user_id}@example.com", None, {tenant_id: role})
    return Caller(user_id, f"{user_id}@example.com", role)


def http_event(
    method: str,
    path: str,
    *,
    caller: Caller | None = None,
    parameters: Mapping[str, str] | None = None,
    body: object = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    problem: str = "UNAUTHORIZED",
    source: str = "127.0.0.1",
) -> dict[str, Any]:
    """An HTTP API event (payload 2.0) as the edge forwards it from `source`.

    `path` is the route template, `parameters` fill it.
    """
    raw = path
    for name, value in (parameters or {}).items():
        raw = raw.replace(f"{{{name}}}", value)
    context = {"caller": caller.to_context()} if caller else {"problem": problem}
    text = body if isinstance(body, str) or body is None else json.dumps(body)
    return {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": raw,
        "rawQueryString": urlencode(query or {}),
        "headers": {
            "content-type": "application/json",
            EDGE_KEY: EDGE_KEYS["EDGE_KEY"],
            VIEWER: source,
            **(headers or {}),
        },
        "queryStringParameters": dict(query) if query else None,
        "pathParameters": dict(parameters or {}),
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "stage": "$default",
            "routeKey": f"{method} {path}",
            "http": {
                "method": method,
                "path": raw,
                "sourceIp": "198.51.100.200",  # of the edge
                "protocol": "HTTP/1.1",
                "userAgent": "test",
            },
            "authorizer": {"lambda": context},
        },
        "body": text,
        "isBase64Encoded": False,
    }


def queue_event(*bodies: object, queue: str = "test", receives: int = 1) -> dict[str, Any]:
    """An SQS batch."""
    return {
        "Records": [
            {
                "messageId": f"message-{index}",
                "receiptHandle": f"receipt-{index}",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {"ApproximateReceiveCount": str(receives)},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:af-south-1:000000000000:{queue}",
            }
            for index, body in enumerate(bodies)
        ]
    }


def bus_message(event: Event) -> str:
    """The message body that a bus rule puts into a queue."""
    return json.dumps({"detail-type": event.name, "source": event.source, "detail": event.detail()})
