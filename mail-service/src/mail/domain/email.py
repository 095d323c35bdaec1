"""An e-mail: its subject, and its body as text and as HTML."""

from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Email:
    """One e-mail without its addresses; `subject` is a single line."""

    subject: str
    text: str
    html: str
