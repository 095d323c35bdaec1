"""Faults of the local Fargate, changed while it runs."""

import random
import threading
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class FaultSettings(BaseModel):
    """All faults; by default there are none. On the wire in camelCase; fractions are of 1."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")

    duplicate_events: float = Field(default=0, ge=0, le=1, description="Fraction of events that are sent twice.")
    reorder_events: float = Field(default=0, ge=0, le=1, description="Fraction of events sent after the next one.")
    drop_events: float = Field(default=0, ge=0, le=1, description="Fraction of events that are never sent.")
    delay_events_ms: int = Field(default=0, ge=0, le=600_000, description="How long every event is held back.")
    seed: int = Field(default=1, description="The same seed and the same events meet the same faults.")
    provisioning_seconds: float = Field(default=0, ge=0, le=600, description="Time a task stays PROVISIONING.")
    pending_seconds: float = Field(default=0, ge=0, le=600, description="Time a task stays PENDING.")
    wordpress_down: frozenset[str] = Field(default=frozenset(), description="Slugs of tenants without WordPress.")


class Faults:
    """The faults in force; safe to read and change from any thread."""

    def __init__(self, settings: FaultSettings | None = None) -> None:
        self._lock = threading.Lock()
        self._settings = settings or FaultSettings()
        self._random = random.Random(self._settings.seed)  # noqa: S311 - repeatable faults, not a secret

    @property
    def settings(self) -> FaultSettings:
        """The faults in force now."""
        with self._lock:
            return self._settings

    def change(self, changes: Mapping[str, Any]) -> FaultSettings:
        """Change the named settings, keep the others; a new seed starts its series anew.

        Raises:
            pydantic.ValidationError: a name is unknown or a value out of range; nothing is changed.
        """
        with self._lock:
            before = self._settings
            given = FaultSettings.model_validate(dict(changes)).model_dump(exclude_unset=True)
            self._settings = before.model_copy(update=given)
            if "seed" in given:
                self._random.seed(self._settings.seed)
            return self._settings

    def clear(self) -> FaultSettings:
        """End all faults."""
        with self._lock:
            self._settings = FaultSettings()
            self._random.seed(self._settings.seed)
            return self._settings

    def take_down(self, slug: str) -> None:
        """Leave the tenant without WordPress, although its tasks are desired."""
        self.change({"wordpress_down": self.settings.wordpress_down | {slug}})

    def bring_up(self, slug: str) -> None:
        """Let the tenant have its WordPress again."""
        self.change({"wordpress_down": self.settings.wordpress_down - {slug}})

    def is_down(self, slug: str | None) -> bool:
        """Whether this tenant's WordPress is to be away."""
        return slug in self.settings.wordpress_down

    def occurs(self, fraction: float) -> bool:
        """Whether a fault occurs for one event, by chance; draws one number of the series unless the fraction is 0."""
        with self._lock:
            return fraction > 0 and self._random.random() < fraction
