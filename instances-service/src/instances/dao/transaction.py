"""Transactions whose lines have names, so that a refusal says which wish was refused."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chassis.transaction import Refusal, TransactionRefused, transact
from chassis.writes import Write

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Lines = Mapping[str, Write]


class Refused(Exception):
    """Nothing was written; `by` has the refused lines by name."""

    def __init__(self, by: Mapping[str, Refusal]) -> None:
        super().__init__(f"refused: {', '.join(sorted(by))}")
        self.by = dict(by)


def write(client: "DynamoDBClient", lines: Lines) -> None:
    """Write all lines or none.

    Raises:
        Refused: a condition does not hold.
        Unavailable: other writers held the same items through all attempts.
    """
    try:
        transact(client, list(lines.values()))
    except TransactionRefused as refused:
        named = zip(lines, refused.refusals, strict=True)
        raise Refused({name: refusal for name, refusal in named if refusal}) from None
