"""Lines of a transaction, as values: what a service wants written, together with what must hold."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from chassis.dynamodb.attributes import to_attributes
from chassis.dynamodb.conditions import Change, Expressions, When
from chassis.runtime.records import dataclass

type Key = Mapping[str, str]


@dataclass(frozen=True)
class Put:
    """Write a whole item; by default only where none is."""

    table: str
    item: Mapping[str, Any]
    when: When = field(default_factory=lambda: When(exists=False))

    def request(self) -> dict[str, Any]:
        """As TransactWriteItems wants it."""
        expressions = Expressions()
        return {"Put": {"Item": to_attributes(self.item)} | _guarded(self.table, self.when, expressions)}


@dataclass(frozen=True)
class Update:
    """Change an item; by default only where one is."""

    table: str
    key: Key
    change: Change
    when: When = field(default_factory=lambda: When(exists=True))

    def request(self) -> dict[str, Any]:
        """As TransactWriteItems wants it."""
        expressions = Expressions()
        update = {"Key": to_attributes(self.key), "UpdateExpression": expressions.update(self.change)}
        return {"Update": update | _guarded(self.table, self.when, expressions)}


@dataclass(frozen=True)
class Delete:
    """Remove an item."""

    table: str
    key: Key
    when: When = field(default_factory=lambda: When(exists=True))

    def request(self) -> dict[str, Any]:
        """As TransactWriteItems wants it."""
        return {"Delete": {"Key": to_attributes(self.key)} | _guarded(self.table, self.when, Expressions())}


@dataclass(frozen=True)
class Check:
    """Change nothing, but refuse the transaction unless `when` holds."""

    table: str
    key: Key
    when: When

    def request(self) -> dict[str, Any]:
        """As TransactWriteItems wants it."""
        return {"ConditionCheck": {"Key": to_attributes(self.key)} | _guarded(self.table, self.when, Expressions())}


type Write = Put | Update | Delete | Check


def _guarded(table: str, when: When, expressions: Expressions) -> dict[str, Any]:
    """The members every line shares; a refused line answers with the item as it is, so that the caller can say why."""
    condition = expressions.condition(when)
    guard = {"ConditionExpression": condition, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if condition else {}
    return {"TableName": table, **guard, **expressions.fields()}
