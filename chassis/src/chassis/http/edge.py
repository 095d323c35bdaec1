"""Proof that a request came through the edge: a secret header that the edge sets and no client knows.

The edge also sets the viewer's address, and its firewall has looked at the request. What reaches the gateway's own
address brings neither, so it is refused.
"""

from collections.abc import Mapping
from functools import cache
from hmac import compare_digest

from chassis.runtime.settings import Settings

EDGE_KEY = "x-edge-key"


class EdgeSettings(Settings):
    """The keys of this edition and of the one before, so that a rotation refuses nobody."""

    edge_key: str
    edge_key_previous: str


def came_through_edge(headers: Mapping[str, str]) -> bool:
    """Whether the request has one of the edge's keys; names of `headers` are lower case.

    Raises:
        SettingsError: the function has no keys; nobody is let in then.
    """
    sent = headers.get(EDGE_KEY, "").encode()
    return any([compare_digest(sent, key) for key in _keys()])  # noqa: C419 - every key is compared: equal in time


@cache
def _keys() -> tuple[bytes, ...]:
    settings = EdgeSettings.from_environment()
    return tuple(key.encode() for key in (settings.edge_key, settings.edge_key_previous) if key)
