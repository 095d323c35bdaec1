"""How often somebody asks, by the minute: one conditional update counts and judges; the table forgets by itself."""

from datetime import datetime, timedelta

from chassis.dynamodb.conditions import Change, When
from chassis.dynamodb.table import ConditionFailed, Table
from invitations.dao import keys

KEPT = timedelta(minutes=5)


class AttemptDAO:
    """Counts attempts; a subject is a pseudonym, never an address or a secret."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def counted(self, subject: str, most: int, now: datetime) -> bool:
        """Count one attempt in this minute; False when there were `most` already."""
        gone = {"entityType": "ATTEMPTS", "expiresAtEpoch": int((now + KEPT).timestamp())}
        try:
            self.table.update(
                keys.attempts(subject, f"{now:%Y-%m-%dT%H:%M}"),
                Change(put=gone, add={"attempts": 1}),
                When(past={"attempts": most}),
            )
        except ConditionFailed:
            return False
        return True
