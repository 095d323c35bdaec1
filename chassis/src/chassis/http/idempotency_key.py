"""The record that makes a repeated write one write; written in the same transaction as its effect."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.writes import Put
from chassis.errors import Unprocessable
from chassis.runtime.records import dataclass

KEPT = timedelta(hours=24)


class IdempotencyMismatch(Unprocessable):
    """The key was used before for another thing, or with another body."""

    code, title = "IDEMPOTENCY_KEY_REUSED", "You used this Idempotency-Key for another request"

    def __init__(self) -> None:
        super().__init__(
            "You sent this Idempotency-Key before, with another address or body. Use a new key for a new request."
        )


@dataclass(frozen=True)
class IdempotencyKey:
    """A key in its scope: (tenant by partition, principal, act, key), with the hash of the request it came with."""

    principal: str
    act: str
    key: str
    request_hash: str

    @property
    def sort_key(self) -> str:
        """The record's SK; hashed, because the caller chose the text."""
        scope = "\n".join((self.principal, self.act, self.key))
        return f"IDEMPOTENCY#{hashlib.sha256(scope.encode()).hexdigest()}"

    def record(self, table: str, partition: str, result: Mapping[str, str], now: datetime) -> Put:
        """The write that goes into the effect's transaction; `result` points at what the write made.

        An expired record counts as absent, whether or not the table has dropped it yet.
        """
        item = {
            "PK": partition,
            "SK": self.sort_key,
            "entityType": "IDEMPOTENCY",
            "requestHash": self.request_hash,
            "result": dict(result),
            "expiresAtEpoch": int((now + KEPT).timestamp()),
        }
        return Put(table, item, Condition(absent_or_less_than={"expiresAtEpoch": int(now.timestamp())}))

    def replayed(self, record: Item) -> dict[str, str]:
        """What the first request made.

        Raises:
            IdempotencyMismatch: it was another request.
        """
        if record["requestHash"] != self.request_hash:
            raise IdempotencyMismatch
        result: dict[str, str] = record["result"]
        return result
