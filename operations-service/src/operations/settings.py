"""The environment of the operations function, typed."""

from chassis.runtime.settings import Settings


class OperationsSettings(Settings):
    """Read once at the first request."""

    operations_table: str
    cursor_key: str


class ReconcilerSettings(Settings):
    """Settings of the reconciler; the environment also has one queue URL per kind of operation."""

    operations_table: str
