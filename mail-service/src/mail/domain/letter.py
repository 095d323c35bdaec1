"""A letter: what a mail says, as text and as HTML."""

from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Letter:
    """One mail without its addresses; `subject` is a single line."""

    subject: str
    text: str
    html: str
