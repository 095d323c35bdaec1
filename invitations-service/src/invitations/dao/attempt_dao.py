"""Counts requests per subject and minute: one conditional update counts and checks the limit; a TTL deletes it."""

from datetime import datetime, timedelta

from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.table import ConditionalCheckFailed, Table
from invitations.dao import keys

KEPT = timedelta(minutes=5)


class AttemptDAO:
    """Counts attempts per subject; a subject is a pseudonym, never an address or a secret."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def count(self, subject: str, most: int, now: datetime) -> bool:
        """Count one attempt in this minute; False when the subject has made `most` already."""
        gone = {"entityType": "ATTEMPTS", "expiresAtEpoch": int((now + KEPT).timestamp())}
        try:
            self.table.update(
                keys.attempts(subject, f"{now:%Y-%m-%dT%H:%M}"),
                UpdateExpression(set=gone, add={"attempts": 1}),
                Condition(absent_or_less_than={"attempts": most}),
            )
        except ConditionalCheckFailed:
            return False
        return True
