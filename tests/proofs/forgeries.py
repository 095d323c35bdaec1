"""Tokens that are not ours, or not good any more: every way to make one that we know of (reliability §1.10)."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from chassis.testing.identity_pool import IdentityPool, signing_key

SOMEBODY = "99999999-2222-4333-8444-555555555555"
ELSEWHERE = "https://cognito-idp.af-south-1.amazonaws.com/af-south-1_other"


def part(value: object) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def forgeries(pool: IdentityPool) -> dict[str, str]:
    """Name → token, none of which may be accepted."""
    kinds: list[Callable[[IdentityPool], Iterator[tuple[str, str]]]]
    kinds = [_unsigned, _confused, _signed_by_others, _of_others, _out_of_time, _edited, _broken]
    return {name: token for kind in kinds for name, token in kind(pool)}


def _unsigned(pool: IdentityPool) -> Iterator[tuple[str, str]]:
    for algorithm in ("none", "None", "NONE", "nOnE", ""):
        yield f"alg {algorithm!r}", f"{part({'alg': algorithm, 'kid': 'key-1'})}.{part(pool.claims())}."
    header, payload, _ = pool.token().split(".")
    yield "no signature", f"{header}.{payload}."
    yield "two parts", f"{header}.{payload}"


def _confused(pool: IdentityPool) -> Iterator[tuple[str, str]]:
    """HMAC with what everybody knows as its secret."""
    public = pool.keys["key-1"].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    secrets = {"the PEM": pem, "the PEM, stripped": pem.strip(), "the key set": pool.key_set(), "nothing": b""}
    for algorithm, digest in (("HS256", hashlib.sha256), ("HS384", hashlib.sha384), ("HS512", hashlib.sha512)):
        signed = f"{part({'alg': algorithm, 'kid': 'key-1'})}.{part(pool.claims())}"
        for name, secret in secrets.items():
            tag = hmac.new(secret, signed.encode(), digest).digest()
            yield f"{algorithm} with {name}", f"{signed}.{base64.urlsafe_b64encode(tag).decode().rstrip('=')}"
    for algorithm in ("RS384", "RS512", "PS256"):
        yield f"{algorithm} with the right key", pool.token(algorithm=algorithm)


def _signed_by_others(pool: IdentityPool) -> Iterator[tuple[str, str]]:
    forged = signing_key("forged")
    own = RSAAlgorithm.to_jwk(forged.public_key(), as_dict=True)
    headers: dict[str, dict[str, Any]] = {
        "another key": {},
        "an embedded jwk": {"jwk": own},
        "an embedded jwk under an unknown name": {"jwk": own, "kid": "mine"},
        "a jku": {"jku": "https://evil.example/jwks.json"},
        "an x5u": {"x5u": "https://evil.example/x.pem"},
        "an x5c": {"x5c": [part("certificate")]},
        "a critical header": {"crit": ["exp"], "exp": 1},
        "an unknown kid": {"kid": "key-404"},
        "a path as kid": {"kid": "../../dev/null"},
        "an injection as kid": {"kid": "key-1' OR '1'='1"},
        "a huge kid": {"kid": "k" * 5_000},
    }
    for name, header in headers.items():
        yield name, pool.token(key=forged, headers=header)
    _, payload, signature = pool.token().split(".")
    for kid in (None, 7, ["key-1"], {"key-1": 1}, ""):
        yield f"kid {kid!r}", f"{part({'alg': 'RS256', 'kid': kid})}.{payload}.{signature}"
    yield "no kid", f"{part({'alg': 'RS256'})}.{payload}.{signature}"


def _of_others(pool: IdentityPool) -> Iterator[tuple[str, str]]:
    """Well signed, but by another pool, for another client, of another kind, or of nobody."""
    access = {"token_use": "access", "aud": None, "client_id": pool.audience, "email": None}
    changes: dict[str, dict[str, Any]] = {
        "another issuer": {"iss": ELSEWHERE},
        "almost the issuer": {"iss": pool.issuer + "/"},
        "two issuers": {"iss": [pool.issuer, ELSEWHERE]},
        "another audience": {"aud": "another-client"},
        "two audiences": {"aud": [pool.audience, "another-client"]},
        "an access token": access,
        "an access token with everything": {"token_use": "access"},
        "a refresh token": {"token_use": "refresh"},
        "an unverified address": {"email_verified": False},
        "an address of which nobody says whether it is verified": {"email_verified": None},
        "no person": {"sub": ""},
        "a key as person": {"sub": "a#b"},
        "a number as person": {"sub": 7},
        "the platform as person": {"sub": "PLATFORM"},
    }
    for name, changed in changes.items():
        yield name, pool.token(**changed)
    for claim in ("exp", "iss", "aud", "sub", "email", "token_use"):
        yield f"no {claim}", pool.token(**{claim: None})


def _out_of_time(pool: IdentityPool) -> Iterator[tuple[str, str]]:
    now = int(time.time())
    yield "expired", pool.token(exp=now - 60)
    yield "expired in 1970", pool.token(exp=0)
    yield "not yet valid", pool.token(nbf=now + 600)
    yield "issued tomorrow", pool.token(iat=now + 86_400)
    for odd in ("soon", [], {}, float("inf"), -1):
        yield f"exp {odd!r}", pool.token(exp=odd)


def _edited(pool: IdentityPool) -> Iterator[tuple[str, str]]:
    """Genuine, and then changed by its owner."""
    header, payload, signature = pool.token().split(".")
    edits: dict[str, dict[str, Any]] = {
        "another person": {"sub": SOMEBODY},
        "another address": {"email": "staff@example.com"},
        "more groups": {"cognito:groups": ["platform_admin", "tenant-1-tenant_admin"]},
        "a longer life": {"exp": int(time.time()) + 10**8},
        "another tenant": {"custom:tenantId": "tenant-2"},
    }
    for name, changed in edits.items():
        yield f"edited: {name}", f"{header}.{part(pool.claims(**changed))}.{signature}"
    yield "a signature cut short", f"{header}.{payload}.{signature[:-8]}"
    yield "a signature changed", f"{header}.{payload}.{signature[:-8]}AAAAAAAA"
    yield "a signature of something else", f"{header}.{payload}.{pool.token(sub=SOMEBODY).split('.')[2]}"
    yield "cut in the middle", pool.token()[: len(pool.token()) // 2]


def _broken(pool: IdentityPool) -> Iterator[tuple[str, str]]:
    garbage = (
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "token",
        "null",
        "é.é.é",
        "\x00",
        "=" * 100,
        "eyJ" * 1_000,
        pool.token() * 2,
    )
    for number, text in enumerate(garbage):
        yield f"garbage {number}", text
    yield "one token twice", pool.token() * 2
    yield "16 KB", pool.token(padding="x" * 16_384)
    yield "1 MB", "x" * 1_000_000
    yield "a header 1,000 deep", base64.urlsafe_b64encode(b'{"a":' * 1_000).decode() + ".e30.AAAA"
    yield "an array as header", f"{part([])}.{part({})}."
    yield "an array as claims", f"{part({'alg': 'RS256', 'kid': 'key-1'})}.{part([])}.AAAA"
