"""Checks Cognito ID tokens, which only identify the caller; roles come from our own table."""

from collections.abc import Mapping
from typing import Any, Protocol

import jwt

from chassis.email_address import normalize_address
from chassis.errors import InvalidValue
from chassis.runtime.ids import is_id
from chassis.runtime.records import dataclass
from tenants.domain.errors import TokenExpired, TokenRefused
from tenants.domain.membership import Identity

MAX_LENGTH = 8192
LEEWAY = 5
_REQUIRED = ["exp", "iss", "aud", "sub", "email", "token_use"]
_EMAIL_LENGTH = 254
_ID_TOKEN = "id"  # noqa: S105 - a kind of token, not a secret


class Keys(Protocol):
    """A source of the identity pool's public keys."""

    def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key with that name; None when the pool has none."""
        ...


@dataclass(frozen=True)
class IdTokens:
    """Checks the tokens of one client of one pool: RS256 only, exact issuer and audience, ID tokens only."""

    issuer: str
    audience: str
    keys: Keys

    def identity(self, token: str) -> Identity:
        """The person that the token identifies.

        Raises:
            TokenExpired: the token was valid but has expired.
            TokenRefused: the token is forged, from another issuer or of another kind, or is no token.
            KeysUnavailable: the pool's keys are unavailable, so the token cannot be checked.
        """
        try:
            return _identity(self._claims(token))
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        except (
            jwt.PyJWTError,
            ValueError,
            TypeError,
            OverflowError,
            RecursionError,
        ):  # hostile input fails in many ways
            raise TokenRefused from None

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > MAX_LENGTH:
            raise TokenRefused
        key_id = jwt.get_unverified_header(token).get("kid")
        key = self.keys.find(key_id) if isinstance(key_id, str) else None
        if key is None:
            raise TokenRefused
        return jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            issuer=self.issuer,
            audience=self.audience,
            leeway=LEEWAY,
            options={"require": _REQUIRED, "strict_aud": True},
        )


def _identity(claims: Mapping[str, Any]) -> Identity:
    """The identity in the claims, after the signature was checked.

    Raises:
        TokenRefused: it is not an ID token, or a claim about the person is missing or invalid.
    """
    user_id, email = f"user-{claims['sub']}", claims["email"]
    verified = claims.get("email_verified") in (True, "true")  # some pools write booleans as text
    whole = isinstance(email, str) and 0 < len(email) <= _EMAIL_LENGTH and is_id(user_id)
    if not (claims["token_use"] == _ID_TOKEN and verified and whole):
        raise TokenRefused
    return Identity(user_id, _stored_form(email))


def _stored_form(email: str) -> str:
    """The address as invitations and contacts store it; the pool has verified it, so no rule of ours locks it out."""
    if not email.isascii():
        try:
            return normalize_address(email)
        except InvalidValue:
            pass
    return email.lower()
