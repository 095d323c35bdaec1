"""A transaction under the caller's Idempotency-Key, whose refusals are known by the names of its lines."""

from collections.abc import Mapping

from chassis.attributes import Item
from chassis.call import Call
from chassis.clock import Clock
from chassis.table import Table
from chassis.transaction import Refusal, TransactionRefused, transact
from chassis.writes import Write
from sites.dao import keys

_RECORD = "idempotency"


class Refused(Exception):
    """Nothing was written; `lines` holds what stands where a named line was refused (None: nothing stands there)."""

    def __init__(self, lines: Mapping[str, Item | None]) -> None:
        super().__init__(f"refused: {', '.join(lines)}")
        self.lines = lines


class Repeated(Exception):
    """The same write came before; `result` is what it made."""

    def __init__(self, result: Mapping[str, str]) -> None:
        super().__init__("the write came before")
        self.result = result


class Once:
    """Writes once for each Idempotency-Key, or once for each call without one."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self.table, self.clock = table, clock

    def require_first(self, call: Call, tenant_id: str) -> None:
        """Look for an earlier write before anything is asked of others.

        Raises:
            Repeated: there was one.
            IdempotencyMismatch: there was one with another body.
        """
        if call.idempotency is None:
            return
        record = self.table.get(keys.idempotency(tenant_id, call.idempotency.sort_key))
        if record and record["expiresAtEpoch"] >= self.clock().timestamp():
            raise Repeated(call.idempotency.replayed(record))

    def write(self, call: Call, tenant_id: str, result: Mapping[str, str], lines: Mapping[str, Write]) -> None:
        """Write all `lines` and the record that points at `result`, or nothing.

        Raises:
            Repeated: the same write came before, perhaps just now on another thread.
            IdempotencyMismatch: the key came before with another body.
            Refused: a line's condition does not hold.
        """
        all_lines = dict(lines)
        if call.idempotency:
            partition = keys.tenant_partition(tenant_id)
            all_lines[_RECORD] = call.idempotency.record(self.table.name, partition, result, self.clock())
        try:
            transact(self.table.client, list(all_lines.values()))
        except TransactionRefused as refused:
            self._explain(call, dict(zip(all_lines, refused.refusals, strict=True)))

    @staticmethod
    def _explain(call: Call, refusals: Mapping[str, Refusal | None]) -> None:
        earlier = refusals.get(_RECORD)
        if earlier and earlier.item and call.idempotency:
            raise Repeated(call.idempotency.replayed(earlier.item)) from None
        raise Refused({name: refusal.item for name, refusal in refusals.items() if refusal}) from None
