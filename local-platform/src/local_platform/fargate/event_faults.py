"""Drops, duplicates and reorders events as the faults ask."""

from typing import Any

from local_platform.fargate.faults import Faults

type Json = dict[str, Any]


class EventFaults:
    """Filter between publisher and bus; not thread-safe, used by the publisher alone."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._held: list[Json] = []

    def admit(self, entry: Json) -> list[Json]:
        """The events to send now that `entry` happened: none, one or several, in this order."""
        settings = self._faults.settings
        if self._faults.occurs(settings.drop_events):
            return []
        copies = [entry, entry] if self._faults.occurs(settings.duplicate_events) else [entry]
        if not self._held and self._faults.occurs(settings.reorder_events):
            self._held = copies
            return []
        return copies + self.release()

    def release(self) -> list[Json]:
        """The events held back for a swap: nothing followed that they could be swapped with."""
        held, self._held = self._held, []
        return held
