"""The context of an authorized request: act, caller, trace; passed down as an argument."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import field
from ipaddress import ip_address, ip_network

from chassis.access.caller import Caller
from chassis.errors import FieldError, InvalidRequest
from chassis.http.idempotency_key import IdempotencyKey
from chassis.runtime.records import dataclass

MAX_WAIT = 20
VIEWER = "x-viewer-address"  # the edge overwrites whatever the client sent, and nothing comes in past the edge
_WAIT = re.compile(r"(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_VERSION = re.compile(r'(?:W/)?("?)(\d{1,15})\1')


@dataclass(frozen=True)
class RequestContext:
    """What a service needs to know about the request that it serves, free of HTTP.

    Attributes:
        act: the operationId, e.g. `create_site`.
        caller: the person or service that sent the request.
        trace_id: the same id in logs, records, messages and answers.
        idempotency: the key that makes a repeated request write once, None when the caller sent none.
        wait: seconds that the caller will wait for slow work (RFC 7240 `Prefer: wait=N`, at most 20).
        version: the version that the caller saw (`If-Match`), None when not sent.
        authorization: the header as sent, to call another service as the same caller; never logged.
        source: the network address that the request came from, see `source_of`; empty when it is not known.
        path: the path of the request; lists use it in the links to themselves and to their next page.
        query: the query parameters as sent, whose values may name people.
    """

    act: str
    caller: Caller
    trace_id: str
    idempotency: IdempotencyKey | None = None
    wait: int = 0
    version: int | None = None
    authorization: str | None = field(default=None, repr=False)
    source: str = field(default="", repr=False)
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict, repr=False)


def make_context(
    act: str,
    caller: Caller,
    trace_id: str,
    headers: Mapping[str, str],
    body: object,
    *,
    path: str = "",
    query: Mapping[str, str] | None = None,
) -> RequestContext:
    """Build the context from a request's headers, whose names are lower case.

    `body` is parsed JSON; `path` and `query` are the request's own.

    Raises:
        InvalidRequest: Idempotency-Key or If-Match is malformed.
    """
    query = query or {}
    return RequestContext(
        act=act,
        caller=caller,
        trace_id=trace_id,
        idempotency=_idempotency(act, caller, headers.get("idempotency-key"), (path, dict(query), body)),
        wait=_wait(headers.get("prefer", "")),
        version=_version(headers.get("if-match")),
        authorization=headers.get("authorization"),
        source=source_of(headers.get(VIEWER, "")),
        path=path,
        query=query,
    )


def source_of(viewer: str) -> str:
    """Find the source whose requests are counted together: an IPv4 address, or the /64 network of an IPv6 address.

    A /64 network is one subscriber. `viewer` is the client's address as the edge saw it; empty when it is no address.
    """
    try:
        found = ip_address(viewer)
    except ValueError:
        return ""
    return str(found) if found.version == 4 else str(ip_network(f"{found}/64", strict=False))  # noqa: PLR2004 - IP's own numbers


def _idempotency(act: str, caller: Caller, key: str | None, request: object) -> IdempotencyKey | None:
    """Read the key with its scope; the same key with another act, path, query or body is no repeat."""
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise _bad_header(
            "Idempotency-Key", "We do not accept this key. Use 1 to 255 visible ASCII characters, for example a UUID."
        )
    return IdempotencyKey(caller.user_id, act, key, hashlib.sha256(json.dumps(request).encode()).hexdigest())


def _wait(prefer: str) -> int:
    found = _WAIT.search(prefer)
    return min(int(found[1]), MAX_WAIT) if found else 0


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    found = _VERSION.fullmatch(if_match)
    if not found:
        raise _bad_header(
            "If-Match", "We cannot read this version. Send the version that you saw, for example 'If-Match: 3'."
        )
    return int(found[2])


def _bad_header(name: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, errors=[FieldError(name, "INVALID_HEADER", message)])
