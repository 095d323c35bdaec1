"""One transaction over one or more tables, with the conflict retry that botocore lacks."""

import random
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from chassis.dynamodb.attributes import Item, from_attributes
from chassis.dynamodb.writes import Write
from chassis.errors import Unavailable
from chassis.runtime.causes import Cause, cause_of_code

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ATTEMPTS = 5
_HOLDS, _REFUSED = "None", "ConditionalCheckFailed"

type NamedWrites = Mapping[str, Write]


class TransactionCancelled(Exception):
    """Nothing was written: the conditions of some writes do not hold.

    `failed` maps the name of each such write to the item that it met, None when there is no item.
    """

    def __init__(self, failed: Mapping[str, Item | None]) -> None:
        super().__init__(f"conditions do not hold: {', '.join(failed)}")
        self.failed = dict(failed)


def transact(client: "DynamoDBClient", writes: NamedWrites | Sequence[Write]) -> None:
    """Apply all writes or none; a write without a name is called by its position ("0", "1" …).

    Raises:
        TransactionCancelled: a condition does not hold.
        Unavailable: other writers held the same items through all attempts.
        ClientError: AWS refused the transaction for any other reason.
    """
    named = writes if isinstance(writes, Mapping) else {str(number): write for number, write in enumerate(writes)}
    items: list[Any] = [write.request() for write in named.values()]
    for attempt in range(ATTEMPTS):
        try:
            client.transact_write_items(TransactItems=items)
        except ClientError as error:
            _raise_unless_conflict(error, list(named))
            time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - jitter, not a secret
        else:
            return
    raise Unavailable("This data is busy right now. Send the request again in a moment.")


def _raise_unless_conflict(error: ClientError, names: Sequence[str]) -> None:
    """Return when trying again makes sense; raise otherwise."""
    code = error.response["Error"]["Code"]
    if code == "TransactionConflictException":
        return
    if code != "TransactionCanceledException":
        raise error
    reasons: list[Any] = list(error.response.get("CancellationReasons", []))
    codes = {reason.get("Code") for reason in reasons} - {_HOLDS}
    if not codes or any(cause_of_code(code) is Cause.PERMANENT for code in codes - {_REFUSED}):
        raise error
    if _REFUSED in codes:
        raise TransactionCancelled(_refused(reasons, names)) from None


def _refused(reasons: Sequence[Any], names: Sequence[str]) -> dict[str, Item | None]:
    return {
        name: from_attributes(reason["Item"]) if reason.get("Item") else None
        for name, reason in zip(names, reasons, strict=False)
        if reason.get("Code") == _REFUSED
    }
