"""ID tokens: a real one is accepted, and every known forgery is refused (reliability §1.10)."""

import base64
import hashlib
import hmac
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tenants.domain.errors import KeysUnavailable, TokenExpired, TokenRefused
from tenants.domain.membership import Identity
from tenants.services.id_tokens import LEEWAY, MAX_LENGTH, IdTokens

ME = Identity("user-11111111-2222-4333-8444-555555555555", "mo@example.com")


class KnownKeys:
    """The pool's keys without requests to the pool."""

    def __init__(self, pool) -> None:
        self.known = {key["kid"]: jwt.PyJWK(key) for key in json.loads(pool.key_set())["keys"]}

    def find(self, key_id: str):
        return self.known.get(key_id)


@pytest.fixture
def tokens(pool):
    return IdTokens(pool.issuer, pool.audience, KnownKeys(pool))


@pytest.fixture(scope="module")
def forged_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def refused(tokens: IdTokens, token: str) -> bool:
    with pytest.raises(TokenRefused) as caught:
        tokens.identity(token)
    return not isinstance(caught.value, TokenExpired)


class TestWhoAToken:
    def test_speaks_of(self, tokens, pool):
        assert tokens.identity(pool.token()) == ME

    @pytest.mark.parametrize("verified", [True, "true"])
    def test_speaks_of_with_a_verified_address(self, tokens, pool, verified):
        assert tokens.identity(pool.token(email_verified=verified)) == ME

    @pytest.mark.parametrize(
        ("email", "stored"),
        [
            ("Mo@Example.com", "mo@example.com"),
            ("mo@Exämple.com", "mo@xn--exmple-cua.com"),
            ("Jö@example.com", "jö@example.com"),
        ],
    )
    def test_speaks_of_has_the_address_that_invitations_store(self, tokens, pool, email, stored):
        assert tokens.identity(pool.token(email=email)).email == stored

    def test_speaks_of_whatever_groups_it_claims(self, tokens, pool):
        claims = {"cognito:groups": ["platform_admin"], "custom:tenantIds": "tenant-1"}

        assert tokens.identity(pool.token(**claims)) == ME


class TestForgedSignature:
    def test_none(self, tokens, pool):
        genuine = f"{part({'alg': 'RS256', 'kid': 'key-1'})}.{part(pool.claims())}."
        for algorithm in ("none", "None", "NONE"):
            assert refused(tokens, f"{part({'alg': algorithm, 'kid': 'key-1', 'typ': 'JWT'})}.{part(pool.claims())}.")
        assert refused(tokens, genuine)
        assert tokens.identity(pool.token()) == ME

    def test_hmac_with_the_public_key_as_its_secret(self, tokens, pool):
        public = pool.keys["key-1"].public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        for algorithm, digest in (("HS256", hashlib.sha256), ("HS512", hashlib.sha512)):
            signed = f"{part({'alg': algorithm, 'kid': 'key-1'})}.{part(pool.claims())}"
            for secret in (pem, pem.strip(), pool.key_set()):
                tag = hmac.new(secret, signed.encode(), digest).digest()
                assert refused(tokens, f"{signed}.{base64.urlsafe_b64encode(tag).decode().rstrip('=')}")
        assert tokens.identity(pool.token()) == ME

    def test_another_key_under_the_same_name(self, tokens, pool, forged_key):
        assert refused(tokens, pool.token(key=forged_key))
        assert tokens.identity(pool.token(key=pool.keys["key-1"])) == ME

    def test_a_key_that_the_token_itself_brings(self, tokens, pool, forged_key):
        own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(forged_key.public_key()))
        for header in ({"jwk": own}, {"jku": "https://evil.example/jwks.json"}, {"x5u": "https://evil.example/x"}):
            assert refused(tokens, pool.token(key=forged_key, headers=header))
            assert tokens.identity(pool.token(headers=header)) == ME

    @pytest.mark.parametrize("key_id", ["key-404", "", "../../dev/null", 7, None, ["key-1"]])
    def test_a_key_that_the_pool_does_not_have(self, tokens, pool, key_id):
        header = {"alg": "RS256"} if key_id is None else {"alg": "RS256", "kid": key_id}
        _, payload, signature = pool.token().split(".")

        assert refused(tokens, f"{part(header)}.{payload}.{signature}")

    @pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
    def test_another_algorithm_with_the_right_key(self, tokens, pool, algorithm):
        assert refused(tokens, pool.token(algorithm=algorithm))
        assert tokens.identity(pool.token(algorithm="RS256")) == ME

    def test_changed_claims_under_a_genuine_signature(self, tokens, pool):
        header, payload, signature = pool.token().split(".")
        assert refused(tokens, f"{header}.{part(pool.claims(sub='99999999-2222-4333-8444-555555555555'))}.{signature}")
        assert refused(tokens, f"{header}.{payload}.{signature[:-8]}AAAAAAAA")
        assert refused(tokens, f"{header}.{payload}.")
        assert tokens.identity(f"{header}.{payload}.{signature}") == ME


class TestForeignToken:
    @pytest.mark.parametrize(
        "changed",
        [
            {"iss": "https://cognito-idp.af-south-1.amazonaws.com/af-south-1_other"},
            {"iss": "https://cognito-idp.af-south-1.amazonaws.com/af-south-1_test/"},
            {"iss": ["https://cognito-idp.af-south-1.amazonaws.com/af-south-1_test"]},
            {"aud": "another-client"},
            {"aud": ["client-of-a-test", "another-client"]},
            {"aud": None, "client_id": "client-of-a-test"},
            {"token_use": "access"},
            {"token_use": "access", "aud": None, "client_id": "client-of-a-test", "email": None},
            {"token_use": "ID"},
            {"token_use": ["id"]},
            {"email_verified": None},  # the claim is missing
            {"email_verified": False},
            {"email_verified": "false"},
            {"email_verified": "yes"},
            {"email": ""},
            {"email": 7},
            {"email": "x" * 255},
            {"sub": ""},
            {"sub": 7},
            {"sub": "a#b"},
            {"sub": "PLATFORM"},
            {"sub": "x" * 2000},
        ],
    )
    def test_is_refused(self, tokens, pool, changed):
        assert refused(tokens, pool.token(**changed))
        assert tokens.identity(pool.token()) == ME

    @pytest.mark.parametrize("claim", ["exp", "iss", "aud", "sub", "email", "token_use"])
    def test_is_refused_when_a_claim_is_missing(self, tokens, pool, claim):
        assert refused(tokens, pool.token(**{claim: None}))


class TestTime:
    def test_an_expired_token_says_so(self, tokens, pool):
        with pytest.raises(TokenExpired):
            tokens.identity(pool.token(exp=int(time.time()) - LEEWAY - 2))

    def test_clocks_may_differ_by_seconds(self, tokens, pool):
        now = int(time.time())
        assert tokens.identity(pool.token(exp=now - LEEWAY + 3)) == ME
        assert tokens.identity(pool.token(nbf=now + LEEWAY - 2, iat=now + LEEWAY - 2)) == ME

    @pytest.mark.parametrize("claim", ["nbf", "iat"])
    def test_a_token_from_the_future_is_refused(self, tokens, pool, claim):
        assert refused(tokens, pool.token(**{claim: int(time.time()) + 60}))

    @pytest.mark.parametrize("odd", ["soon", [], {}, True, float("inf")])
    def test_an_odd_time_is_refused(self, tokens, pool, odd):
        with pytest.raises(TokenRefused):
            tokens.identity(pool.token(exp=odd))
        assert tokens.identity(pool.token()) == ME

    def test_an_expired_forgery_is_refused_as_forged(self, tokens, pool, forged_key):
        assert refused(tokens, pool.token(key=forged_key, exp=int(time.time()) - 3600))


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "token",
        "é.é.é",
        "\x00",
        "null",
        f"{part([])}.{part({})}.",
        f"{part({'alg': 'RS256', 'kid': 'key-1'})}.{part([])}.AAAA",
        f"{part('x' * 100)}..",
        "=" * 100,
        base64.urlsafe_b64encode(b'{"a":' * 2000).decode() + ".e30.AAAA",
    ],
)
def test_garbage_is_refused(tokens, garbage):
    assert refused(tokens, garbage)


def test_a_huge_token_is_refused_before_anybody_reads_it(tokens, pool, monkeypatch):
    huge = pool.token(padding="x" * MAX_LENGTH)
    monkeypatch.setattr(jwt, "get_unverified_header", lambda _: pytest.fail("parsed"))

    assert refused(tokens, huge)


def test_a_large_token_within_the_limit_passes(tokens, pool):
    assert tokens.identity(pool.token(padding="x" * 4000)) == ME


def test_without_keys_nothing_is_said_about_the_token(pool):
    class NoKeys:
        def find(self, _: str):
            raise KeysUnavailable

    with pytest.raises(KeysUnavailable):
        IdTokens(pool.issuer, pool.audience, NoKeys()).identity(pool.token())
