"""Writes of a transaction, as values: what a service wants written, together with what must hold."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from chassis.dynamodb.attributes import to_attributes
from chassis.dynamodb.conditions import Condition, Expressions, UpdateExpression
from chassis.runtime.records import dataclass

type Key = Mapping[str, str]


@dataclass(frozen=True)
class Put:
    """Write a whole item; by default only where none is."""

    table: str
    item: Mapping[str, Any]
    condition: Condition = field(default_factory=lambda: Condition(exists=False))

    def request(self) -> dict[str, Any]:
        """As TransactWriteItems wants it."""
        expressions = Expressions()
        return {"Put": {"Item": to_attributes(self.item)} | _guarded(self.table, self.condition, expressions)}


@dataclass(frozen=True)
class Update:
    """Change an item; by default only where one is."""

    table: str
    key: Key
    update: UpdateExpression
    condition: Condition = field(default_factory=lambda: Condition(exists=True))

    def request(self) -> dict[str, Any]:
        """As TransactWriteItems wants it."""
        expressions = Expressions()
        update = {"Key": to_attributes(self.key), "UpdateExpression": expressions.render_update(self.update)}
        return {"Update": update | _guarded(self.table, self.condition, expressions)}


@dataclass(frozen=True)
class Delete:
    """Remove an item."""

    table: str
    key: Key
    condition: Condition = field(default_factory=lambda: Condition(exists=True))

    def request(self) -> dict[str, Any]:
        """As TransactWriteItems wants it."""
        return {"Delete": {"Key": to_attributes(self.key)} | _guarded(self.table, self.condition, Expressions())}


@dataclass(frozen=True)
class Check:
    """Change nothing, but refuse the transaction unless `condition` holds."""

    table: str
    key: Key
    condition: Condition

    def request(self) -> dict[str, Any]:
        """As TransactWriteItems wants it."""
        return {
            "ConditionCheck": {"Key": to_attributes(self.key)} | _guarded(self.table, self.condition, Expressions())
        }


type Write = Put | Update | Delete | Check


def _guarded(table: str, condition: Condition, expressions: Expressions) -> dict[str, Any]:
    """The members that every write shares; a failed one answers with the item, so that the caller can say why."""
    rendered = expressions.render_condition(condition)
    guard = {"ConditionExpression": rendered, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if rendered else {}
    return {"TableName": table, **guard, **expressions.fields()}
