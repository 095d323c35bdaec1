"""A key makes a repeated request write once: the second gets the result of the first."""

import hashlib

import pytest
from botocore.exceptions import ClientError

from chassis.access.caller import Caller
from chassis.dynamodb.attributes import to_attributes
from chassis.dynamodb.table import Table
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Put
from chassis.errors import NotFound
from chassis.http.idempotency import IdempotentWriter, RequestReplayed
from chassis.http.idempotency_key import IdempotencyKey, IdempotencyMismatch
from chassis.http.request_context import RequestContext
from chassis.testing import FrozenClock

KEY = IdempotencyKey("user-1", "create_site", "k", "hash")
WHO = Caller("user-1", "a@example.com")
KEYED, KEYLESS = (RequestContext("create_site", WHO, "trace-1", key) for key in (KEY, None))
SITE = Put("t", {"PK": "TENANT#1", "SK": "SITE#1"})
RESULT = {"siteId": "site-1"}


class Store:
    """A DynamoDB that has one record of a key from its `appears`-th reading on, and may refuse transactions."""

    def __init__(self, record: dict | None = None, refusal: ClientError | None = None, appears: int = 1) -> None:
        self.record, self.refusal, self.appears = record, refusal, appears
        self.read, self.written = [], []

    def get_item(self, **request: object) -> dict:
        self.read.append(request["Key"])
        return {"Item": to_attributes(self.record)} if self.record and len(self.read) >= self.appears else {}

    def transact_write_items(self, *, TransactItems: list) -> None:  # noqa: N803 - the name that AWS gave it
        self.written.append(TransactItems)
        if self.refusal:
            raise self.refusal


def writer(store: Store) -> IdempotentWriter:
    return IdempotentWriter(Table(store, "t"), FrozenClock())


def record(**changed: object) -> dict:
    return {"requestHash": "hash", "result": RESULT, "expiresAtEpoch": int(FrozenClock()().timestamp()), **changed}


def cancelled(*reasons: dict) -> ClientError:
    response = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": list(reasons)}
    return ClientError(response, "TransactWriteItems")


def refused(item: dict | None = None) -> dict:
    return {"Code": "ConditionalCheckFailed"} | ({"Item": to_attributes(item)} if item else {})


def test_the_record_says_who_did_what_and_lasts_a_day():
    now = FrozenClock()()
    sort_key = f"IDEMPOTENCY#{hashlib.sha256(b'user-1\ncreate_site\nk').hexdigest()}"
    put = KEY.record("t", "TENANT#1", RESULT, now)

    assert put.table == "t"
    assert put.item == {
        **{"PK": "TENANT#1", "SK": sort_key, "entityType": "IDEMPOTENCY", "requestHash": "hash", "result": RESULT},
        "expiresAtEpoch": int(now.timestamp()) + 24 * 3600,
    }
    assert put.condition.absent_or_less_than == {"expiresAtEpoch": int(now.timestamp())}


class TestWrite:
    def test_writes_the_record_in_the_same_transaction(self):
        store = Store()
        writer(store).write(KEYED, "TENANT#1", RESULT, {"site": SITE})

        assert store.written == [
            [SITE.request(), KEY.record("t", "TENANT#1", RESULT, FrozenClock()()).request()],
        ]

    def test_without_a_key_writes_no_record(self):
        store = Store()
        writer(store).write(KEYLESS, "TENANT#1", RESULT, {"site": SITE})

        assert store.written == [[SITE.request()]]

    def test_a_repeat_gets_the_earlier_result(self):
        with pytest.raises(RequestReplayed, match=r"^the write came before$") as replayed:
            writer(Store(refusal=cancelled({"Code": "None"}, refused(record())))).write(
                KEYED, "TENANT#1", RESULT, {"site": SITE}
            )

        assert replayed.value.result == RESULT

    def test_another_request_with_the_key_is_refused(self):
        with pytest.raises(IdempotencyMismatch) as mismatch:
            writer(Store(refusal=cancelled({"Code": "None"}, refused(record(requestHash="other"))))).write(
                KEYED, "TENANT#1", RESULT, {"site": SITE}
            )

        words = "You sent this Idempotency-Key before, with another address or body. Use a new key for a new request."
        assert mismatch.value.detail == words

    @pytest.mark.parametrize("context", [KEYED, KEYLESS])
    def test_another_condition_that_does_not_hold_is_not_taken_for_a_repeat(self, context):
        with pytest.raises(TransactionCancelled) as refusal:
            writer(Store(refusal=cancelled(refused(record())))).write(context, "TENANT#1", RESULT, {"site": SITE})

        assert list(refusal.value.failed) == ["site"]


class TestRun:
    def test_acts_once_and_answers(self):
        store = Store()

        assert writer(store).run(KEYED, "TENANT#1", lambda: "new", lambda _: "earlier") == "new"
        assert store.read == [to_attributes({"PK": "TENANT#1", "SK": KEY.sort_key})]

    def test_without_a_key_looks_for_nothing(self):
        store = Store(record())

        assert writer(store).run(KEYLESS, "TENANT#1", lambda: "new", lambda _: "earlier") == "new"
        assert store.read == []

    def test_a_repeat_does_not_act(self):
        acted = []

        assert writer(Store(record())).run(KEYED, "TENANT#1", lambda: acted.append(1), dict) == RESULT
        assert acted == []

    def test_a_record_past_its_life_counts_as_absent(self):
        old = Store(record(expiresAtEpoch=int(FrozenClock()().timestamp()) - 1))

        assert writer(old).run(KEYED, "TENANT#1", lambda: "new", lambda _: "earlier") == "new"

    @pytest.mark.parametrize(("appears", "answer"), [(2, RESULT), (3, None)])
    def test_a_refusal_is_a_repeat_when_another_thread_has_just_written(self, appears, answer):
        def act() -> dict:
            raise NotFound("Gone.")

        store = Store(record(), appears=appears)
        if answer:
            assert writer(store).run(KEYED, "TENANT#1", act, dict) == answer
            return
        with pytest.raises(NotFound):
            writer(store).run(KEYED, "TENANT#1", act, dict)
