"""The authorizer accepts no forged, foreign or expired token, and keeps accepting valid ones."""

from itertools import count

import jwt
import pytest

from chassis.access.caller import Caller
from chassis.http.edge import EDGE_KEY
from chassis.testing import FrozenClock
from chassis.testing.events import EDGE_KEYS
from chassis.testing.identity_pool import serving, signing_key
from tenants import authorizer_dependencies
from tenants.authorizer_main import lambda_handler
from tenants.services import id_tokens
from tests.catalogue.services import prepare
from tests.proofs.forgeries import SOMEBODY, forgeries

FORGERIES_AT_LEAST = 60
ME = Caller("user-11111111-2222-4333-8444-555555555555", "mo@example.com")


@pytest.fixture
def pool():
    with serving() as fresh:
        yield fresh


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
def asked(tables, pool, clock, monkeypatch, record_property):
    """What the authorizer says of a token; it keeps its keys for the length of a test, as a process does."""
    prepare(monkeypatch)
    monkeypatch.setenv("TOKEN_ISSUER", pool.issuer)
    monkeypatch.setenv("TOKEN_AUDIENCE", pool.audience)
    monkeypatch.setenv("JWKS_URL", pool.jwks_url)
    monkeypatch.setattr(authorizer_dependencies, "utc_now", clock)

    tokens = count()

    def ask(token: str) -> dict[str, str]:
        next(tokens)
        headers = {"authorization": f"Bearer {token}", EDGE_KEY: EDGE_KEYS["EDGE_KEY"]}
        event = {"version": "2.0", "type": "REQUEST", "headers": headers}
        return lambda_handler(event | {"requestContext": {"requestId": "trace-1"}}, None)["context"]

    yield ask
    record_property("cells", next(tokens))


def accepted(asked, pool) -> set[str]:
    """The forgeries that make a caller."""
    return {name for name, token in forgeries(pool).items() if "caller" in asked(token)}


class TestForgeries:
    def test_none_is_accepted_and_each_gets_a_proper_answer(self, asked, pool):
        tokens = forgeries(pool)

        told = {name: asked(token) for name, token in tokens.items()}

        assert len(tokens) >= FORGERIES_AT_LEAST
        assert {name: said for name, said in told.items() if said.get("problem") not in PROBLEMS} == {}
        assert {name for name, said in told.items() if said == {"problem": "TOKEN_EXPIRED"}} == EXPIRED

    def test_good_tokens_keep_working_among_them(self, asked, pool):
        for token in forgeries(pool).values():
            asked(token)
            assert Caller.from_context(asked(pool.token())["caller"]) == ME

    def test_groups_and_claims_of_a_genuine_token_give_no_right(self, asked, pool):
        claims = {"cognito:groups": ["platform_admin", "tenant-1-tenant_admin"], "custom:tenantId": "tenant-1"}

        assert Caller.from_context(asked(pool.token(**claims))["caller"]) == ME


PROBLEMS = {"TOKEN_INVALID", "TOKEN_EXPIRED"}
EXPIRED = {"expired", "expired in 1970", "exp -1"}
MUTANTS = {
    "audience": ({"audience": None, "options": {"verify_aud": False}}, "another audience"),
    "issuer": ({"issuer": None}, "another issuer"),
    "expiry": ({"options": {"verify_exp": False}}, "expired"),
    "not before": ({"options": {"verify_nbf": False}}, "not yet valid"),
    "signature": ({"options": {"verify_signature": False, "verify_exp": True}}, "edited: another person"),
}


class TestMutants:
    """Positive control: with one check off, the proof cries out."""

    @pytest.mark.parametrize("check", MUTANTS)
    def test_without_a_check_of_the_library(self, asked, pool, monkeypatch, check):
        off, caught = MUTANTS[check]
        decode = jwt.decode

        def careless(token, key, **options):
            return decode(token, key, **{**options, **off, "options": {**options["options"], **off.get("options", {})}})

        monkeypatch.setattr(jwt, "decode", careless)

        assert caught in accepted(asked, pool)

    def test_without_the_kind_of_token(self, asked, pool, monkeypatch):
        identity = id_tokens._identity
        monkeypatch.setattr(id_tokens, "_identity", lambda claims: identity({**claims, "token_use": "id"}))

        assert "an access token with everything" in accepted(asked, pool)


class TestRotation:
    def test_a_new_key_is_accepted_without_a_restart(self, asked, pool, clock):
        assert "caller" in asked(pool.token())
        pool.keys["key-2"] = signing_key("second")
        clock.advance(seconds=31)

        assert "caller" in asked(_by_the_second(pool))
        assert "caller" in asked(pool.token())

    def test_a_withdrawn_key_is_refused_within_the_hour(self, asked, pool, clock):
        old = pool.token()
        assert "caller" in asked(old)
        pool.keys = {"key-2": signing_key("second")}
        clock.advance(minutes=61)

        assert asked(old) == {"problem": "TOKEN_INVALID"}
        assert "caller" in asked(_by_the_second(pool))

    def test_a_thousand_unknown_names_cost_the_pool_one_question(self, asked, pool, clock):
        asked(pool.token())
        clock.advance(seconds=31)
        before = pool.asked

        assert {asked(pool.token(headers={"kid": f"key-{n}"}))["problem"] for n in range(2, 1_002)} == {"TOKEN_INVALID"}

        assert pool.asked == before + 1
        assert "caller" in asked(pool.token())


class TestOutage:
    @pytest.mark.parametrize("answer", [(500, b""), (200, b"<html>"), (200, b'{"keys": []}'), (302, b"")])
    def test_known_keys_keep_working_and_unknown_ones_are_refused(self, asked, pool, clock, answer):
        asked(pool.token())
        pool.answer = answer
        clock.advance(hours=5)

        assert "caller" in asked(pool.token())
        assert asked(_by_the_second(pool)) == {"problem": "TOKEN_INVALID"}
        assert accepted(asked, pool) == set()

    def test_from_the_beginning_denies_everybody_until_it_is_over(self, asked, pool, clock):
        pool.answer = (503, b"")

        assert asked(pool.token()) == {"problem": "UNAVAILABLE"}
        assert accepted(asked, pool) == set()
        pool.answer = None
        clock.advance(seconds=31)
        assert "caller" in asked(pool.token())


def _by_the_second(pool) -> str:
    return pool.token(key=signing_key("second"), headers={"kid": "key-2"}, sub=SOMEBODY)
