"""Proof that a request came through the edge: a secret header that the edge sets and no client knows.

The edge also sets the viewer's address, and its firewall has looked at the request. What reaches the gateway's own
address brings neither, so it is refused. Functions that ask another service bring both: `chassis.http.service_client`.
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
    return any([compare_digest(sent, key) for key in read_edge_keys()])  # noqa: C419 - every key is compared: equal in time


@cache
def read_edge_keys() -> tuple[bytes, ...]:
    """The edge's keys that this function knows: of this edition and of the one before.

    Raises:
        SettingsError: the function has none.
    """
    settings = EdgeSettings.from_environment()
    return tuple(key.encode() for key in (settings.edge_key, settings.edge_key_previous) if key)
