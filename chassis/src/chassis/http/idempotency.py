"""Writes a transaction once per Idempotency-Key; a repeated request gets the result of the first one."""

from collections.abc import Callable, Mapping

from chassis.dynamodb.table import Table
from chassis.dynamodb.transaction import NamedWrites, TransactionCancelled, transact
from chassis.errors import ProblemError
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock

_RECORD = "idempotency"


class RequestReplayed(Exception):
    """The same request was handled before; `result` names what it created."""

    def __init__(self, result: Mapping[str, str]) -> None:
        super().__init__("the write came before")
        self.result = result


class IdempotentWriter:
    """Writes once per Idempotency-Key, or once per call without a key; `partition` is the PK of the key's record."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self.table, self.clock = table, clock

    def run[T](
        self, context: RequestContext, partition: str, act: Callable[[], T], repeated: Callable[[Mapping[str, str]], T]
    ) -> T:
        """Return what `act` returns; for a repeated request, return what `repeated` makes of the earlier result.

        Raises:
            IdempotencyMismatch: another request used the key before.
        """
        try:
            self.check_first(context, partition)
            return self._act(context, partition, act)
        except RequestReplayed as earlier:
            return repeated(earlier.result)

    def _act[T](self, context: RequestContext, partition: str, act: Callable[[], T]) -> T:
        """Run `act`; when it is refused, check whether the same request has just succeeded on another thread."""
        try:
            return act()
        except ProblemError:
            self.check_first(context, partition)
            raise

    def check_first(self, context: RequestContext, partition: str) -> None:
        """Look for an earlier request with this key, before any check and before any call to another service.

        Raises:
            RequestReplayed: the same request was handled before.
            IdempotencyMismatch: another request used the key before.
        """
        if context.idempotency is None:
            return
        record = self.table.get({"PK": partition, "SK": context.idempotency.sort_key})
        if record and record["expiresAtEpoch"] >= self.clock().timestamp():
            raise RequestReplayed(context.idempotency.replayed(record))

    def write(self, context: RequestContext, partition: str, result: Mapping[str, str], writes: NamedWrites) -> None:
        """Write all `writes` and the key's record, which points at `result`, or nothing.

        Raises:
            RequestReplayed: the same request was handled before, perhaps just now on another thread.
            IdempotencyMismatch: another request used the key before.
            TransactionCancelled: the condition of a write does not hold.
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
