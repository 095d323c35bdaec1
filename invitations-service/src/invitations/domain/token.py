"""The secret in an invitation's link: 32 random bytes; only its SHA-256 is stored (reliability rule R19)."""

import hashlib
import secrets

BYTES = 32


def new_token() -> str:
    """Create a secret: 43 characters that are safe in a link."""
    return secrets.token_urlsafe(BYTES)


def token_hash(token: str) -> str:
    """The hash that is stored; it needs no salt, because 256 random bits cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
