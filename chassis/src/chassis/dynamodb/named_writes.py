"""Transactions whose lines have names, so that a refusal says which wish was refused."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Write

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Lines = Mapping[str, Write]


class Refused(Exception):
    """Nothing was written; `lines` holds what stands where a named line was refused (None: nothing stands there)."""

    def __init__(self, writes: Mapping[str, Item | None]) -> None:
        super().__init__(f"refused: {', '.join(writes)}")
        self.lines = dict(writes)


def write(client: "DynamoDBClient", writes: Lines) -> None:
    """Write all writes or none.

    Raises:
        Refused: a condition does not hold.
        Unavailable: other writers held the same items through all attempts.
    """
    try:
        transact(client, list(writes.values()))
    except TransactionCancelled:
        named = zip(writes, refused.refusals, strict=True)
        raise Refused({name: refusal.item for name, refusal in named if refusal}) from None
