"""A transaction under the caller's Idempotency-Key: written once, and a repeat finds what the first one made."""

from collections.abc import Callable, Mapping

from chassis.dynamodb.table import Table
from chassis.dynamodb.transaction import NamedWrites, TransactionCancelled, transact
from chassis.errors import ProblemError
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock

_RECORD = "idempotency"


class RequestReplayed(Exception):
    """The same write came before; `result` is what it made."""

    def __init__(self, result: Mapping[str, str]) -> None:
        super().__init__("the write came before")
        self.result = result


class IdempotentWriter:
    """Writes once for each Idempotency-Key, or once for each call without one; `partition` is the record's PK."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self.table, self.clock = table, clock

    def run[T](
        self, context: RequestContext, partition: str, act: Callable[[], T], repeated: Callable[[Mapping[str, str]], T]
    ) -> T:
        """What `act` answers, or what `repeated` makes of the earlier result when the same request came before.

        Raises:
            IdempotencyMismatch: the key came before with another request.
        """
        try:
            self.check_first(context, partition)
            return self._act(context, partition, act)
        except RequestReplayed as earlier:
            return repeated(earlier.result)

    def _act[T](self, context: RequestContext, partition: str, act: Callable[[], T]) -> T:
        """What `act` answers; a refusal may come from what the very same request has just done on another thread."""
        try:
            return act()
        except ProblemError:
            self.check_first(context, partition)
            raise

    def check_first(self, context: RequestContext, partition: str) -> None:
        """Look for an earlier write before anything is judged or asked of others.

        Raises:
            RequestReplayed: there was one.
            IdempotencyMismatch: it was another request.
        """
        if context.idempotency is None:
            return
        record = self.table.get({"PK": partition, "SK": context.idempotency.sort_key})
        if record and record["expiresAtEpoch"] >= self.clock().timestamp():
            raise RequestReplayed(context.idempotency.replayed(record))

    def write(self, context: RequestContext, partition: str, result: Mapping[str, str], writes: NamedWrites) -> None:
        """Write all `writes` and the record that points at `result`, or nothing.

        Raises:
            RequestReplayed: the same write came before, perhaps just now on another thread.
            IdempotencyMismatch: the key came before with another request.
            TransactionCancelled: a line's condition does not hold.
        """
        wanted = dict(writes)
        if context.idempotency:
            wanted[_RECORD] = context.idempotency.record(self.table.name, partition, result, self.clock())
        try:
            transact(self.table.client, wanted)
        except TransactionCancelled as cancelled:
            earlier = cancelled.failed.get(_RECORD)
            if context.idempotency and earlier:
                raise RequestReplayed(context.idempotency.replayed(earlier)) from None
            raise
