"""Text that only holders of a secret can read, bound to a context (AAD): it opens in no other."""

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from chassis.runtime.records import dataclass

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class BrokenSeal(ValueError):
    """Forged, damaged, sealed with another secret, or for another context."""


@dataclass(frozen=True)
class Seal:
    """Authenticated encryption (AES-256-GCM) under one secret; the result is text that is safe in a link."""

    secret: str = field(repr=False)

    def close(self, text: str, aad: Sequence[str]) -> str:
        """`text`, sealed for the context `aad`; twice the same text gives two different results."""
        nonce = os.urandom(_NONCE)
        sealed = nonce + _cipher(self.secret).encrypt(nonce, text.encode(), _join(aad))
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, sealed: str, aad: Sequence[str]) -> str:
        """What `close` was given.

        Raises:
            BrokenSeal: it was not sealed by us for this context.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see _cipher

        try:
            raw = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
            return _cipher(self.secret).decrypt(raw[:_NONCE], raw[_NONCE:], _join(aad)).decode()
        except (binascii.Error, InvalidTag, ValueError):
            raise BrokenSeal from None


def _cipher(secret: str) -> "AESGCM":
    """Imported when something is sealed first: a twentieth of a start, and most requests seal nothing."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - for the reason above

    return AESGCM(hashlib.sha256(secret.encode()).digest())


def _join(aad: Sequence[str]) -> bytes:
    return "\n".join(aad).encode()
