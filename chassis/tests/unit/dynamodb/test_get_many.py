"""Reading many items at once: what the table leaves unread is asked for again, but not for ever."""

import pytest

from chassis.dynamodb.table import ATTEMPTS, Table
from chassis.errors import Unavailable

KEYS = [{"PK": f"A#{n}", "SK": "X"} for n in range(4)]


class HalfDeaf:
    """A DynamoDB that reads one key a call, or none."""

    def __init__(self, reads: int) -> None:
        self.reads, self.calls = reads, 0

    def batch_get_item(self, *, RequestItems: dict) -> dict:  # noqa: N803 - the name that AWS gave it
        self.calls += 1
        (name, request), *_ = RequestItems.items()
        read, left = request["Keys"][: self.reads], request["Keys"][self.reads :]
        return {"Responses": {name: read}, "UnprocessedKeys": {name: {"Keys": left}} if left else {}}


@pytest.mark.parametrize(("reads", "calls"), [(4, 1), (3, 2), (2, 2), (1, 4)])
def test_asks_until_it_has_all(reads, calls):
    table = HalfDeaf(reads)

    assert Table(table, "t").get_many(KEYS) == KEYS
    assert table.calls == calls


def test_gives_up_rather_than_answer_with_a_part():
    table = HalfDeaf(0)

    with pytest.raises(Unavailable):
        Table(table, "t").get_many(KEYS)
    assert table.calls == ATTEMPTS


def test_asks_nothing_for_nothing():
    table = HalfDeaf(1)

    assert Table(table, "t").get_many([]) == []
    assert table.calls == 0
