"""The identity pool of the guides: really signed ID tokens for the people of the demo."""

import json
import time
import uuid

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://cognito-idp.af-south-1.amazonaws.com/af-south-1_guides"
AUDIENCE = "client-of-the-guides"
KEY_ID = "key-of-the-guides"
LIFE = 3600


def subject(email: str) -> str:
    """The pool's id of a person: always the same, so that guides may name people."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{email}"))


class Pool:
    """Signs tokens, and gives the authorizer the key to check them."""

    def __init__(self) -> None:
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = RSAAlgorithm.to_jwk(self._private.public_key(), as_dict=True)
        self._public = jwt.PyJWK({**public, "kid": KEY_ID}, algorithm="RS256")

    def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key of that name, as `tenants.services.id_tokens.Keys` wants it."""
        return self._public if key_id == KEY_ID else None

    def token(self, email: str, *, age: int = 0) -> str:
        """An ID token that was issued `age` seconds ago."""
        issued = int(time.time()) - age
        claims = {
            "sub": subject(email),
            "email": email,
            "email_verified": True,
            "iss": ISSUER,
            "aud": AUDIENCE,
            "token_use": "id",
            "iat": issued,
            "exp": issued + LIFE,
        }
        return jwt.PyJWS().encode(json.dumps(claims).encode(), self._private, "RS256", {"kid": KEY_ID})
