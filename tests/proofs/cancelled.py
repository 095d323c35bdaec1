"""A transaction that DynamoDB cancels for a reason that is no conflict: tried once, and answered as our own error."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.catalogue.asks import Ask, Reply

CONFLICT = "TransactionConflict"
NO_CONFLICTS = ("ValidationError", "ItemCollectionSizeLimitExceeded", "DuplicateItem")
"""Reasons that DynamoDB names and that no repeated request can change."""


def faults(ask: Ask) -> Iterator[str]:
    """What is wrong with the answers to cancelled transactions; sends the request at last without disturbance."""
    for reason in NO_CONFLICTS:
        reply, attempts = _send_cancelled(ask, reason, times=100)
        if reply.status != 500 or attempts != 1:
            yield f"{ask.act}, {reason}: {reply.status} after {attempts} attempts: {reply.text[:200]}"
    reply, attempts = _send_cancelled(ask, CONFLICT, times=1)
    if not reply.accepted:
        yield f"{ask.act}: one conflict in {attempts} attempts is not retried: {reply.status} {reply.text[:200]}"


def _send_cancelled(ask: Ask, reason: str, *, times: int) -> tuple[Reply, int]:
    """The answer while the first `times` transactions are cancelled, and how many there were."""
    with _cancelling(reason, times) as cancelled:
        return ask.send(), len(cancelled)


@contextmanager
def _cancelling(reason: str, times: int) -> Iterator[list[str]]:
    send, cancelled = vars(BaseClient)["_make_api_call"], list[str]()

    def make(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        if operation != "TransactWriteItems" or len(cancelled) >= times:
            return send(client, operation, arguments)
        cancelled.append(reason)
        others = [{"Code": "None"}] * (len(arguments["TransactItems"]) - 1)
        answer: Any = {
            "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
            "CancellationReasons": [*others, {"Code": reason}],
        }
        raise ClientError(answer, operation)

    with patch.object(BaseClient, "_make_api_call", make):
        yield cancelled
