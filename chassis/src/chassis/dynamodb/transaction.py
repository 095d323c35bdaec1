"""One transaction over one or more tables, with the conflict retry that botocore lacks."""

import random
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from chassis.dynamodb.attributes import Item, from_attributes
from chassis.dynamodb.writes import Write
from chassis.errors import Unavailable
from chassis.runtime.records import dataclass

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ATTEMPTS = 5
_CONFLICTS = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


@dataclass(frozen=True)
class Refusal:
    """Why one line was refused: its condition did not hold on `item` (None: there is no such item)."""

    item: Item | None


class TransactionCancelled(Exception):
    """Nothing was written; `refusals` has a place for each line, None where the line itself was fine."""

    def __init__(self, refusals: Sequence[Refusal | None]) -> None:
        super().__init__("a condition of the transaction does not hold")
        self.refusals = list(refusals)

    def at(self, index: int) -> Refusal | None:
        """Why line `index` was refused."""
        return self.refusals[index]


def transact(client: "DynamoDBClient", writes: Sequence[Write]) -> None:
    """Write all writes or none.

    Raises:
        TransactionCancelled: a condition does not hold.
        Unavailable: other writers held the same items through all attempts.
    """
    items: list[Any] = [write.request() for write in writes]
    for attempt in range(ATTEMPTS):
        try:
            client.transact_write_items(TransactItems=items)
        except ClientError as error:
            _refuse_unless_conflict(error)
            time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - jitter, not a secret
        else:
            return
    raise Unavailable("Somebody else is changing the same data right now. Send the request again in a moment.")


def _refuse_unless_conflict(error: ClientError) -> None:
    """Return when trying again makes sense; raise otherwise."""
    code = error.response["Error"]["Code"]
    if code == "TransactionConflictException":
        return
    if code != "TransactionCanceledException":
        raise error
    reasons: list[Any] = list(error.response.get("CancellationReasons", []))
    codes = {reason.get("Code") for reason in reasons}
    if "ConditionalCheckFailed" in codes:
        raise TransactionCancelled([_refusal(reason) for reason in reasons]) from None
    if not codes & _CONFLICTS:
        raise error


def _refusal(reason: dict[str, Any]) -> Refusal | None:
    if reason.get("Code") != "ConditionalCheckFailed":
        return None
    return Refusal(from_attributes(reason["Item"]) if reason.get("Item") else None)
