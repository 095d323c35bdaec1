"""The table helper and transactions against a real (emulated) DynamoDB."""

import threading

import pytest
from botocore.exceptions import ClientError

from chassis.dynamodb import transaction
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.table import ConditionalCheckFailed, Select, Table
from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Check, Delete, Put, Update
from chassis.errors import Unavailable
from chassis.http.idempotency_key import IdempotencyKey, IdempotencyMismatch
from chassis.testing import FrozenClock

KEY = {"PK": "TENANT#1", "SK": "SITE#1"}


class TestTable:
    def test_gets_what_was_put_and_nothing_where_nothing_is(self, table):
        table.put(KEY | {"name": "Shop", "count": 3, "tags": ["a", None, 1.5]})

        assert table.get(KEY) == KEY | {"name": "Shop", "count": 3, "tags": ["a", None, 1.5]}
        assert table.get({**KEY, "SK": "SITE#2"}) is None

    def test_puts_only_where_nothing_is_and_shows_what_stands_there(self, table):
        table.put(KEY | {"name": "first"})

        with pytest.raises(ConditionalCheckFailed) as refused:
            table.put(KEY | {"name": "second"})

        assert refused.value.item["name"] == "first"

    def test_updates_if_and_only_if(self, table):
        table.put(KEY | {"state": "A", "version": 1, "old": "x", "map": {"inner": 1}})
        change = UpdateExpression(set={"state": "B", "map.inner": 2}, add={"version": 1}, remove=["old"])
        when = Condition(
            exists=True,
            equals={"state": "A"},
            less_than={"version": 2},
            is_in={"state": ["A", "C"]},
            not_exists=["new"],
        )

        assert table.update(KEY, change, when) == KEY | {"state": "B", "version": 2, "map": {"inner": 2}}
        with pytest.raises(ConditionalCheckFailed):
            table.update(KEY, change, when)

    def test_an_update_makes_no_new_item_by_default(self, table):
        with pytest.raises(ConditionalCheckFailed) as refused:
            table.update(KEY, UpdateExpression(set={"a": 1}))

        assert refused.value.item is None

    def test_an_expired_lease_is_absent_or_past(self, table):
        table.put(KEY)
        free = Condition(absent_or_less_than={"lease": "2026"})

        table.update(KEY, UpdateExpression(set={"lease": "2030"}), free)
        with pytest.raises(ConditionalCheckFailed):
            table.update(KEY, UpdateExpression(set={"lease": "2031"}), free)

    @pytest.mark.parametrize("total", [0, 1, 3, 4, 5, 9])
    @pytest.mark.parametrize("index", [None, "GSI1"])
    def test_pages_show_every_item_once(self, table, total, index):
        for n in range(total):
            table.put({"PK": "P", "SK": f"S#{n}", "GSI1PK": "G", "GSI1SK": f"{n % 3}"})
        select = (
            Select(partition=("GSI1PK", "G"), index="GSI1")
            if index
            else Select(partition=("PK", "P"), prefix=("SK", "S#"))
        )
        seen, after = [], None
        for _ in range(20):
            page = table.page(select, size=3, after=after)
            seen += [item["SK"] for item in page.items]
            after = page.last_key
            if after is None:
                break

        assert sorted(seen) == [f"S#{n}" for n in range(total)]

    def test_newest_first_and_filtered(self, table):
        for n in range(4):
            table.put({"PK": "P", "SK": f"S#{n}", "kind": "even" if n % 2 == 0 else "odd"})

        page = table.page(Select(partition=("PK", "P"), newest_first=True, equals={"kind": "odd"}), size=10)

        assert [item["SK"] for item in page.items] == ["S#3", "S#1"]

    def test_passes_other_errors_on(self, table):
        with pytest.raises(ClientError):
            Table(table.client, "no-such-table").put(KEY)


class TestTransaction:
    def test_writes_all(self, table):
        table.put(KEY | {"count": 0})
        table.put(KEY | {"SK": "OLD"})
        name = table.name

        transact(
            table.client,
            [
                Put(name, KEY | {"SK": "SITE#2"}),
                Update(name, KEY, UpdateExpression(add={"count": 1})),
                Delete(name, KEY | {"SK": "OLD"}),
                Check(name, KEY | {"SK": "GUARD"}, Condition(exists=False)),
            ],
        )

        assert table.get(KEY)["count"] == 1
        assert table.get(KEY | {"SK": "SITE#2"})
        assert table.get(KEY | {"SK": "OLD"}) is None

    def test_writes_nothing_when_one_line_is_refused_and_says_which(self, table):
        table.put(KEY | {"owner": "somebody"})

        with pytest.raises(TransactionCancelled) as refused:
            transact(table.client, [Put(table.name, KEY | {"SK": "NEW"}), Put(table.name, KEY)])

        assert list(refused.value.failed) == ["1"]
        assert refused.value.failed["1"]["owner"] == "somebody"
        assert table.get(KEY | {"SK": "NEW"}) is None

    def test_retries_conflicts_that_the_library_does_not(self, table, monkeypatch):
        table.put(KEY | {"count": 0})
        client = Conflicting(table.client, times=transaction.ATTEMPTS - 1)

        transact(client, [Update(table.name, KEY, UpdateExpression(add={"count": 1}))])

        assert table.get(KEY)["count"] == 1
        assert client.calls == transaction.ATTEMPTS

    def test_gives_up_with_a_word_for_the_caller(self, table):
        with pytest.raises(Unavailable) as gave_up:
            transact(Conflicting(table.client, times=99), [Put(table.name, KEY)])

        assert gave_up.value.headers["Retry-After"]

    def test_a_mutant_without_the_retry_is_caught(self, table, monkeypatch):
        """Positive control of the conflict test: with one attempt the same conflicts lose the write."""
        monkeypatch.setattr(transaction, "ATTEMPTS", 1)

        with pytest.raises(Unavailable):
            transact(Conflicting(table.client, times=1), [Put(table.name, KEY)])

    def test_passes_other_errors_on(self, table):
        with pytest.raises(ClientError):
            transact(table.client, [Put("no-such-table", KEY)])

    @pytest.mark.parametrize(
        "reasons",
        [
            ["ValidationError"],
            ["ItemCollectionSizeLimitExceeded", "None"],
            ["ConditionalCheckFailed", "ValidationError"],
            ["TransactionConflict", "ValidationError"],
            [],
        ],
    )
    def test_what_is_no_conflict_surfaces_as_itself_at_once(self, table, reasons):
        client = Conflicting(table.client, times=99, reasons=reasons)

        with pytest.raises(ClientError) as raised:
            transact(client, [Put(table.name, KEY), Put(table.name, KEY | {"SK": "NEW"})])

        assert raised.value.response["CancellationReasons"] == [{"Code": reason} for reason in reasons]
        assert client.calls == 1

    @pytest.mark.parametrize("reason", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
    def test_what_passes_by_itself_is_tried_again(self, table, reason):
        client = Conflicting(table.client, times=1, reasons=[reason, "None"])

        transact(client, [Put(table.name, KEY)])

        assert client.calls == 2

    def test_of_many_at_once_exactly_one_wins(self, table):
        won = []

        def race(n: int) -> None:
            try:
                transact(table.client, [Put(table.name, KEY | {"owner": n}), Put(table.name, KEY | {"SK": f"OF#{n}"})])
                won.append(n)
            except TransactionCancelled:
                pass

        threads = [threading.Thread(target=race, args=(n,)) for n in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(won) == 1
        assert table.get(KEY)["owner"] == won[0]
        assert [
            item["SK"] for item in table.page(Select(partition=("PK", "TENANT#1"), prefix=("SK", "OF#")), size=99).items
        ] == [f"OF#{won[0]}"]


class Conflicting:
    """A client whose first transactions conflict with another client's; emulators do not produce such conflicts."""

    def __init__(self, client, *, times: int, reasons=("TransactionConflict",)) -> None:
        self.client, self.times, self.calls = client, times, 0
        self.reasons = [{"Code": reason} for reason in reasons]

    def transact_write_items(self, **request):
        self.calls += 1
        if self.calls <= self.times:
            answer = {
                "Error": {"Code": "TransactionCanceledException"},
                "CancellationReasons": self.reasons,
            }
            raise ClientError(answer, "TransactWriteItems")
        return self.client.transact_write_items(**request)


class TestIdempotency:
    key = IdempotencyKey("user-1", "create_site", "key-1", "hash-1")

    def test_the_record_leads_a_repeat_to_what_the_first_made(self, table, clock: FrozenClock):
        record = self.key.record(table.name, "TENANT#1", {"siteId": "site-1"}, clock())
        transact(table.client, [record])

        with pytest.raises(TransactionCancelled) as repeated:
            transact(table.client, [record])

        assert self.key.replayed(repeated.value.failed["0"]) == {"siteId": "site-1"}

    def test_another_body_is_refused(self, table, clock: FrozenClock):
        record = self.key.record(table.name, "TENANT#1", {}, clock())
        other = IdempotencyKey("user-1", "create_site", "key-1", "hash-2")

        with pytest.raises(IdempotencyMismatch):
            other.replayed(record.item)

    @pytest.mark.parametrize(
        "other",
        [("user-2", "create_site", "key-1"), ("user-1", "create_tenant", "key-1"), ("user-1", "create_site", "key-2")],
    )
    def test_scope_is_person_act_and_key(self, other):
        assert IdempotencyKey(*other, "hash-1").sort_key != self.key.sort_key
