"""The environment of the operations function, typed."""

from chassis.runtime.settings import Settings


class OperationsSettings(Settings):
    """Read once at the first request."""

    operations_table: str
    cursor_key: str


class ReconcilerSettings(Settings):
    """What the reconciler reads; the URLs of the queues stand in its environment under their operations' names."""

    operations_table: str
