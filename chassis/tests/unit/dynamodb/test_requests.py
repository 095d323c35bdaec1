"""The requests that tables and writes send, as DynamoDB gets them."""

import pytest
from botocore.exceptions import ClientError

from chassis.dynamodb import table as tables
from chassis.dynamodb import transaction
from chassis.dynamodb.conditions import Condition, Expressions, UpdateExpression
from chassis.dynamodb.table import ConditionalCheckFailed, Page, Select, Table
from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Check, Delete, Put, Update
from chassis.errors import Unavailable

KEY = {"PK": "A", "SK": "B"}
WIRE = {"PK": {"S": "A"}, "SK": {"S": "B"}}
OLD = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
PK = {"ExpressionAttributeNames": {"#PK": "PK"}}
IS_THERE = {"ConditionExpression": "attribute_exists(#PK)", **OLD, **PK}
IS_NOT_THERE = {"ConditionExpression": "attribute_not_exists(#PK)", **OLD, **PK}


class Recorder:
    """A DynamoDB with prepared answers, which keeps the requests."""

    def __init__(self, *answers) -> None:
        self.answers, self.asked = list(answers), []

    def __getattr__(self, method):
        def call(**request):
            self.asked.append((method, request))
            answer = self.answers.pop(0) if self.answers else {}
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def error(code: str, **more) -> ClientError:
    return ClientError({"Error": {"Code": code}, **more}, "Any")


@pytest.mark.parametrize(
    ("write", "kind", "request_"),
    [
        (Put("t", KEY), "Put", {"Item": WIRE, "TableName": "t", **IS_NOT_THERE}),
        (Put("t", KEY, Condition()), "Put", {"Item": WIRE, "TableName": "t"}),
        (Delete("t", KEY), "Delete", {"Key": WIRE, "TableName": "t", **IS_THERE}),
        (Check("t", KEY, Condition(exists=False)), "ConditionCheck", {"Key": WIRE, "TableName": "t", **IS_NOT_THERE}),
        (
            Update("t", KEY, UpdateExpression(remove=["a"])),
            "Update",
            {
                "Key": WIRE,
                "TableName": "t",
                "UpdateExpression": "REMOVE #a",
                **IS_THERE,
                "ExpressionAttributeNames": {"#PK": "PK", "#a": "a"},
            },
        ),
    ],
)
def test_a_write_carries_its_condition_and_asks_for_what_stood_in_its_way(write, kind, request_):
    assert write.request() == {kind: request_}


@pytest.mark.parametrize("consistent", [True, False])
def test_a_read_is_as_consistent_as_asked(consistent):
    client = Recorder({"Item": WIRE})

    assert Table(client, "t").get(KEY, consistent=consistent) == KEY
    assert client.asked == [("get_item", {"TableName": "t", "Key": WIRE, "ConsistentRead": consistent})]


def test_a_read_is_consistent_by_default():
    client = Recorder()

    assert Table(client, "t").get(KEY) is None
    assert client.asked[0][1]["ConsistentRead"] is True


def test_many_are_read_consistently_and_unread_ones_again(monkeypatch):
    waits = []
    monkeypatch.setattr(tables.time, "sleep", waits.append)
    monkeypatch.setattr(tables.random, "uniform", lambda least, most: (least, most))
    client = Recorder({"Responses": {}, "UnprocessedKeys": {"t": {"Keys": [WIRE]}}}, {"Responses": {"t": [WIRE]}})

    assert Table(client, "t").get_many([KEY]) == [KEY]
    assert client.asked == [("batch_get_item", {"RequestItems": {"t": {"Keys": [WIRE], "ConsistentRead": True}}})] * 2
    assert waits == [(0, 0.0), (0, 0.05)]


def test_giving_up_on_unread_items_says_what_to_do(monkeypatch):
    monkeypatch.setattr(tables.time, "sleep", lambda _: None)
    left = {"Responses": {}, "UnprocessedKeys": {"t": {"Keys": [WIRE]}}}

    with pytest.raises(Unavailable) as gave_up:
        Table(Recorder(*[left] * tables.ATTEMPTS), "t").get_many([KEY])

    assert gave_up.value.detail == "We have too many requests right now. Send the request again in a moment."


@pytest.mark.parametrize(
    ("select", "request_"),
    [
        (Select(("PK", "A")), {"KeyConditionExpression": "#PK = :v0", "ScanIndexForward": True}),
        (
            Select(("PK", "A"), ("SK", "B"), newest_first=True),
            {"KeyConditionExpression": "#PK = :v0 AND begins_with(#SK, :v1)", "ScanIndexForward": False},
        ),
        (
            Select(("I", "A"), index="I", until=("J", "B")),
            {"KeyConditionExpression": "#I = :v0 AND #J <= :v1", "ScanIndexForward": True, "IndexName": "I"},
        ),
        (
            Select(("PK", "A"), equals={"a": "x"}, contains={"b": "y"}),
            {
                "KeyConditionExpression": "#PK = :v0",
                "ScanIndexForward": True,
                "FilterExpression": "#a = :v1 AND contains(#b, :v2)",
            },
        ),
        (
            Select(("PK", "A"), contains={"b": "y"}),
            {
                "KeyConditionExpression": "#PK = :v0",
                "ScanIndexForward": True,
                "FilterExpression": "contains(#b, :v1)",
            },
        ),
    ],
)
def test_a_query_asks_one_partition(select, request_):
    assert select.request(Expressions()) == request_


@pytest.mark.parametrize(("examine", "limit"), [(0, 3), (2, 3), (50, 50)])
def test_a_page_reads_one_more_than_it_shows(examine, limit):
    client = Recorder({"Items": []})

    page = Table(client, "t").page(Select(("PK", "A"), examine=examine), size=2, after=KEY)

    assert page == Page([], None)
    assert client.asked == [
        (
            "query",
            {
                "TableName": "t",
                "Limit": limit,
                "KeyConditionExpression": "#PK = :v0",
                "ScanIndexForward": True,
                **PK,
                "ExpressionAttributeValues": {":v0": {"S": "A"}},
                "ExclusiveStartKey": WIRE,
            },
        )
    ]


ITEM = {"PK": {"S": "A"}, "SK": {"S": "B"}, "GSI1PK": {"S": "C"}, "GSI1SK": {"S": "D"}, "name": {"S": "E"}}


@pytest.mark.parametrize(
    ("select", "size", "answer", "last"),
    [
        (Select(("PK", "A")), 1, {"Items": [ITEM]}, None),
        (Select(("PK", "A")), 1, {"Items": [ITEM, ITEM]}, KEY),
        (Select(("GSI1PK", "C"), index="GSI1"), 1, {"Items": [ITEM] * 2}, KEY | {"GSI1PK": "C", "GSI1SK": "D"}),
        (Select(("PK", "A")), 5, {"Items": [ITEM], "LastEvaluatedKey": WIRE}, KEY),
    ],
)
def test_a_page_ends_with_the_key_of_the_next(select, size, answer, last):
    page = Table(Recorder(answer), "t").page(select, size=size)

    assert page.last_key == last
    assert len(page.items) == 1


@pytest.mark.parametrize("name", ["ACTIVE", "ACTIVE_AT"])
def test_the_sparse_index_has_keys_of_its_own_names(name):
    item = {**ITEM, "ACTIVE": {"S": "x"}, "ACTIVE_AT": {"S": "y"}}

    page = Table(Recorder({"Items": [item] * 2}), "t").page(Select(("ACTIVE", "x"), index="ACTIVE"), size=1)

    assert page.last_key == KEY | {"ACTIVE": "x", "ACTIVE_AT": "y"}


def test_an_update_answers_with_the_item_as_it_then_is():
    client = Recorder({"Attributes": WIRE})

    assert Table(client, "t").update(KEY, UpdateExpression(remove=["a"])) == KEY
    assert client.asked == [
        (
            "update_item",
            {
                "TableName": "t",
                "Key": WIRE,
                "UpdateExpression": "REMOVE #a",
                **IS_THERE,
                "ExpressionAttributeNames": {"#PK": "PK", "#a": "a"},
                "ReturnValues": "ALL_NEW",
            },
        )
    ]


@pytest.mark.parametrize(
    ("condition", "guard"), [(None, IS_NOT_THERE), (Condition(), {}), (Condition(exists=True), IS_THERE)]
)
def test_a_put_is_conditional_as_asked(condition, guard):
    client = Recorder()

    Table(client, "t").put(KEY, condition)

    assert client.asked == [("put_item", {"TableName": "t", "Item": WIRE, **guard})]


@pytest.mark.parametrize(("more", "item"), [({"Item": WIRE}, KEY), ({}, None)])
def test_a_refused_write_shows_what_stands_there(more, item):
    with pytest.raises(ConditionalCheckFailed, match=r"^the condition does not hold$") as refused:
        Table(Recorder(error("ConditionalCheckFailedException", **more)), "t").put(KEY)

    assert refused.value.item == item


def test_waits_longer_after_each_conflict_and_then_says_what_to_do(monkeypatch):
    waits = []
    monkeypatch.setattr(transaction.time, "sleep", waits.append)
    monkeypatch.setattr(transaction.random, "uniform", lambda least, most: (least, most))
    client = Recorder(*[error("TransactionConflictException")] * transaction.ATTEMPTS)

    with pytest.raises(Unavailable) as gave_up:
        transact(client, [Put("t", KEY)])

    assert client.asked == [("transact_write_items", {"TransactItems": [Put("t", KEY).request()]})] * 5
    assert waits == [(0, 0.02), (0, 0.04), (0, 0.08), (0, 0.16), (0, 0.32)]
    assert gave_up.value.detail == "This data is busy right now. Send the request again in a moment."


@pytest.mark.parametrize(
    ("error_", "raised"),
    [
        (error("ValidationException"), ClientError),
        (error("TransactionCanceledException"), ClientError),
        (error("TransactionCanceledException", CancellationReasons=[{"Code": "None"}, {"Code": "Odd"}]), ClientError),
        (
            error(
                "TransactionCanceledException",
                CancellationReasons=[{"Code": "ConditionalCheckFailed"}, {"Code": "TransactionConflict"}],
            ),
            TransactionCancelled,
        ),
    ],
)
def test_only_conflicts_are_tried_again(error_, raised):
    client = Recorder(error_)

    with pytest.raises(raised):
        transact(client, [Put("t", KEY), Put("t", KEY)])

    assert len(client.asked) == 1


def test_a_cancelled_transaction_names_the_writes_and_what_they_met():
    reasons = [{"Code": "ConditionalCheckFailed", "Item": WIRE}, {"Code": "None"}, {"Code": "ConditionalCheckFailed"}]
    client = Recorder(error("TransactionCanceledException", CancellationReasons=reasons))

    with pytest.raises(TransactionCancelled, match=r"^conditions do not hold: one, three$") as cancelled:
        transact(client, {name: Put("t", KEY) for name in ("one", "two", "three")})

    assert cancelled.value.failed == {"one": KEY, "three": None}


def test_a_write_without_a_reason_of_its_own_does_not_hide_the_refused_one():
    reasons = [{"Code": "ConditionalCheckFailed", "Item": WIRE}]

    with pytest.raises(TransactionCancelled) as cancelled:
        transact(Recorder(error("TransactionCanceledException", CancellationReasons=reasons)), [Put("t", KEY)] * 2)

    assert cancelled.value.failed == {"0": KEY}
