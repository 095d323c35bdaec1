"""The pool's keys: read rarely, replaced as a whole, kept during an outage."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from chassis.runtime.logging import Log
from tenants.clients.signing_keys import MAX_BYTES, SigningKeys
from tenants.domain.errors import KeysUnavailable


@pytest.fixture
def keys(pool, clock):
    return SigningKeys(pool.jwks_url, clock=clock, log=Log("test"))


@pytest.fixture(scope="module")
def second_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def test_asks_once_for_many_uses(pool, keys, clock):
    with ThreadPoolExecutor(8) as people:
        found = list(people.map(lambda _: keys.find("key-1"), range(50)))
    clock.advance(minutes=59)

    assert all(found)
    assert keys.find("key-1")
    assert pool.asked == 1


def test_asks_again_after_an_hour_and_drops_a_withdrawn_key(pool, keys, clock, second_key):
    assert keys.find("key-1")
    pool.keys = {"key-2": second_key}
    clock.advance(minutes=61)

    assert keys.find("key-1") is None
    assert keys.find("key-2")
    assert pool.asked == 2


def test_learns_a_new_key_at_once(pool, keys, clock, second_key):
    assert keys.find("key-1")
    pool.keys["key-2"] = second_key
    clock.advance(seconds=31)

    assert keys.find("key-2")


def test_unknown_names_cannot_make_it_ask_more_than_once_in_30_seconds(pool, keys, clock):
    keys.find("key-1")
    clock.advance(seconds=31)

    assert [keys.find(f"forged-{n}") for n in range(100)] == [None] * 100
    assert pool.asked == 2


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"oops"),
        (302, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"keys": []}'),
        (200, b'{"keys": 7}'),
        (200, b'{"keys": [{"kty": "RSA"}]}'),
        (200, b'{"keys": [{"kty": "RSA", "kid": "x", "n": "?", "e": "?"}]}'),
        (200, b'{"keys": [{"kty": "oct", "kid": "key-1", "k": "c2VjcmV0"}]}'),
        (200, b" " * (MAX_BYTES + 1)),
    ],
)
def test_a_bad_answer_keeps_the_keys_it_has_and_blocks_nobody(pool, keys, clock, answer):
    assert keys.find("key-1")
    pool.answer = answer
    clock.advance(hours=5)

    assert keys.find("key-1")
    assert keys.find("key-1")
    assert pool.asked == 2


def test_recovers_soon_after_an_outage(pool, keys, clock, second_key):
    assert keys.find("key-1")
    pool.answer = (503, b"")
    clock.advance(hours=2)
    assert keys.find("key-1")
    pool.answer, pool.keys = None, {"key-2": second_key}
    clock.advance(seconds=31)

    assert keys.find("key-1") is None


def test_says_so_when_the_pool_never_answered_and_tries_again_later(pool, keys, clock):
    pool.answer = (503, b"")
    for _ in range(3):
        with pytest.raises(KeysUnavailable):
            keys.find("key-1")
    assert pool.asked == 1

    pool.answer = None
    clock.advance(seconds=31)
    assert keys.find("key-1")


def test_says_so_when_nobody_listens(clock):
    keys = SigningKeys("http://127.0.0.1:9/jwks.json", clock=clock, log=Log("test"))

    with pytest.raises(KeysUnavailable):
        keys.find("key-1")


def test_takes_signing_keys_only(pool, keys):
    encryption = json.loads(pool.key_set())["keys"][0] | {"kid": "key-enc", "use": "enc"}
    both = [*json.loads(pool.key_set())["keys"], encryption]
    pool.answer = (200, json.dumps({"keys": both}).encode())

    assert keys.find("key-1")
    assert keys.find("key-enc") is None
