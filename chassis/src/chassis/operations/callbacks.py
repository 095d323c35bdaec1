"""Callbacks: what an outside system reports for a step, kept on the operation, which then goes on."""

from collections.abc import Mapping
from dataclasses import replace

from chassis.dynamodb.conditions import UpdateExpression
from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Update
from chassis.operations.command_outbox import CommandOutbox
from chassis.operations.operation import Operation
from chassis.operations.operation_items import is_open, operation_key
from chassis.operations.operation_log import OperationLog
from chassis.runtime.ids import ID


class Callbacks:
    """Keeps a callback and sends the operation's command in one transaction; for webhooks and event handlers."""

    def __init__(self, log: OperationLog, commands: CommandOutbox) -> None:
        self.log, self.commands = log, commands

    def deliver(self, key: str, payload: Mapping[str, str]) -> bool:
        """Keep a report, once: the first one counts. It may come before the step has begun to wait.

        Args:
            key: `Run.key`, which the outside system was given.
            payload: what it reports: ids and verdicts, no documents.

        Returns:
            False when the operation has ended, is unknown, or has the report of an earlier callback.
        """
        operation_id, _, step = key.partition(".")
        operation = self.log.find(operation_id) if ID.fullmatch(operation_id) and step else None
        if operation is None or step in (operation.callbacks or {}):
            return False
        return self._keep(operation, step, payload)

    def replace(self, operation: Operation, step: str, payload: Mapping[str, str]) -> bool:
        """Keep a hint, whose newest version counts, such as what ECS shows of a service.

        Returns:
            False when the operation has ended, or somebody has kept another hint meanwhile, or this very one.
        """
        if (operation.callbacks or {}).get(step) == payload:
            return False
        return self._keep(operation, step, payload)

    def _keep(self, operation: Operation, step: str, payload: Mapping[str, str]) -> bool:
        name, earlier = f"callbacks.{step}", (operation.callbacks or {}).get(step)
        unchanged = is_open(equals={name: earlier}) if earlier else replace(is_open(), not_exists=(name,))
        key = operation_key(operation.operation_id)
        kept = Update(self.log.table.name, key, UpdateExpression(set={name: dict(payload)}), unchanged)
        try:
            transact(self.log.table.client, [kept, self.commands.command_write(operation)])
        except TransactionCancelled:
            return False
        return True
