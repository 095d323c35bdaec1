"""The identity pool's public keys (JWKS), kept in memory, so that an outage of the pool signs nobody out."""

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import jwt
import urllib3

from chassis.runtime.clock import Clock
from chassis.runtime.logging import Log
from tenants.domain.errors import KeysUnavailable

FRESH = timedelta(hours=1)
COOLDOWN = timedelta(seconds=30)
NEVER = datetime.min.replace(tzinfo=UTC)
MAX_BYTES = 64 * 1024
_TIMEOUT = urllib3.Timeout(connect=1, read=2)


class SigningKeys:
    """Keys by name; reads the pool for an unknown name and once per hour, but at most once per 30 s."""

    def __init__(self, address: str, *, clock: Clock, log: Log) -> None:
        self.address, self.clock, self.log = address, clock, log
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._asked = self._answered = NEVER
        self._lock = threading.Lock()

    def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key with that name; None when the pool has none.

        Raises:
            KeysUnavailable: the pool has never answered.
        """
        with self._lock:
            if self._worth_asking(key_id):
                self._refresh()
        if not self._keys:
            raise KeysUnavailable
        return self._keys.get(key_id)

    def _worth_asking(self, key_id: str) -> bool:
        now = self.clock()
        stale = key_id not in self._keys or now - self._answered >= FRESH
        return stale and now - self._asked >= COOLDOWN

    def _refresh(self) -> None:
        """Replace all keys, so that a withdrawn one is gone; keep them when the pool gives no valid answer."""
        self._asked = self.clock()
        try:
            self._keys = self._fetch()
            self._answered = self._asked
        except (urllib3.exceptions.HTTPError, jwt.PyJWTError, LookupError, ValueError, TypeError) as error:
            self.log.warning("signing_keys_unavailable", error=error)

    def _fetch(self) -> dict[str, jwt.PyJWK]:
        answer = self._pool.request("GET", self.address, redirect=False, preload_content=False)
        try:
            body = answer.read(MAX_BYTES + 1)
        finally:
            answer.release_conn()
        if answer.status != 200 or len(body) > MAX_BYTES:  # noqa: PLR2004 - HTTP's own number
            raise ValueError(f"status {answer.status}, {len(body)} bytes")
        return _read(body)


def _read(body: bytes) -> dict[str, jwt.PyJWK]:
    """The RS256 keys of a JWK set.

    Raises:
        ValueError: the set has no such key, or the body is not a key set.
    """
    found = [key for key in json.loads(body)["keys"] if key.get("kty") == "RSA" and key.get("use", "sig") == "sig"]
    if not found:
        raise ValueError("no RSA signing key in the set")
    return {str(key["kid"]): jwt.PyJWK(key, algorithm="RS256") for key in found}
