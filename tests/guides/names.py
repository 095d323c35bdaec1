"""What differs from run to run, and what it is called in a guide: ids, traces, cursors, secrets."""

import base64
import hashlib
import re
import uuid

VOLATILE = re.compile(r"(?:[a-z]{2,10}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w-]{40,}")
_OPAQUE = 43


class Names:
    """A one-to-one mapping between the ids of a guide and those of a run, learnt from the answers in order.

    An id in a guide's answer stands for the platform's id in every later request and answer. A later mismatch is an
    error in the guide.
    """

    def __init__(self, guide: str) -> None:
        self.guide = guide
        self._shown: dict[str, str] = {}
        self._real: dict[str, str] = {}

    def learn(self, real: str, shown: str) -> None:
        """From now on the guide says `shown` where the platform says `real`."""
        self._shown[real], self._real[shown] = shown, real

    def real(self, text: str) -> str:
        """The guide's text as the platform must be asked."""
        return VOLATILE.sub(lambda found: self._real.get(found[0], found[0]), text)

    def shown(self, text: str, before: str | None = None) -> str:
        """The platform's text as the guide says it; `before` is what the guide says there now."""
        values = VOLATILE.findall(text)
        known = VOLATILE.findall(before or "")
        for position, value in enumerate(values):
            if value not in self._shown:
                wish = known[position] if len(known) == len(values) else None
                free = wish is not None and wish not in self._real and _kind(wish) == _kind(value)
                self.learn(value, wish if wish and free else self._new(value))
        return VOLATILE.sub(lambda found: self._shown[found[0]], text)

    def _new(self, value: str) -> str:
        """A made-up value of the same kind; the same one for the same guide in every run."""
        seed = f"{self.guide}/{len(self._shown)}"
        prefix = _kind(value)
        if prefix is None:
            return base64.urlsafe_b64encode(hashlib.sha256(seed.encode()).digest()).decode()[:_OPAQUE]
        return prefix + str(uuid.UUID(hashlib.sha256(seed.encode()).hexdigest()[:32], version=4))


def _kind(value: str) -> str | None:
    """The prefix of an id, empty for a bare one; None for opaque text."""
    tail = value[-36:]
    return value[:-36] if VOLATILE.fullmatch(tail) else None
