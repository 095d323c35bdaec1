"""A transaction under the caller's Idempotency-Key: written once, and a repeat finds what the first one made."""

from collections.abc import Callable, Mapping

from chassis.dynamodb.named_writes import Lines, Refused, write
from chassis.dynamodb.table import Table
from chassis.errors import ProblemError
from chassis.http.request_context import Call
from chassis.runtime.clock import Clock

_RECORD = "idempotency"


class Repeated(Exception):
    """The same write came before; `result` is what it made."""

    def __init__(self, result: Mapping[str, str]) -> None:
        super().__init__("the write came before")
        self.result = result


class Once:
    """Writes once for each Idempotency-Key, or once for each call without one; `partition` is the record's PK."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self.table, self.clock = table, clock

    def run[T](self, call: Call, partition: str, act: Callable[[], T], repeated: Callable[[Mapping[str, str]], T]) -> T:
        """What `act` answers, or what `repeated` makes of the earlier result when the same request came before.

        Raises:
            IdempotencyMismatch: the key came before with another request.
        """
        try:
            self.require_first(call, partition)
            return self._act(call, partition, act)
        except Repeated as earlier:
            return repeated(earlier.result)

    def _act[T](self, call: Call, partition: str, act: Callable[[], T]) -> T:
        """What `act` answers; a refusal may come from what the very same request has just done on another thread."""
        try:
            return act()
        except ProblemError:
            self.require_first(call, partition)
            raise

    def require_first(self, call: Call, partition: str) -> None:
        """Look for an earlier write before anything is judged or asked of others.

        Raises:
            Repeated: there was one.
            IdempotencyMismatch: it was another request.
        """
        if call.idempotency is None:
            return
        record = self.table.get({"PK": partition, "SK": call.idempotency.sort_key})
        if record and record["expiresAtEpoch"] >= self.clock().timestamp():
            raise Repeated(call.idempotency.replayed(record))

    def write(self, call: Call, partition: str, result: Mapping[str, str], lines: Lines) -> None:
        """Write all `lines` and the record that points at `result`, or nothing.

        Raises:
            Repeated: the same write came before, perhaps just now on another thread.
            IdempotencyMismatch: the key came before with another request.
            Refused: a line's condition does not hold.
        """
        wanted = dict(lines)
        if call.idempotency:
            wanted[_RECORD] = call.idempotency.record(self.table.name, partition, result, self.clock())
        try:
            write(self.table.client, wanted)
        except Refused as refused:
            earlier = refused.lines.get(_RECORD)
            if call.idempotency and earlier:
                raise Repeated(call.idempotency.replayed(earlier)) from None
            raise
