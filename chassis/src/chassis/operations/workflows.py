"""The registry of a service's workflows: queue → operation type → declaration, which is imported at first use."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from chassis.operations.workflow import Workflow, command_name


class UnknownWorkflow(LookupError):
    """The service has no workflow of this type, or not on this queue."""


class Workflows:
    """The workflows of one service. A queue is a privilege: its consumer carries out only the types of its queue.

    Args:
        queues: environment variable of a queue → operation type → `package.module.ATTRIBUTE`.
    """

    def __init__(self, queues: Mapping[str, Mapping[str, str]]) -> None:
        self.queues = queues
        self._references = {kind: reference for kinds in queues.values() for kind, reference in kinds.items()}
        self._load = cache(_load)

    @property
    def types(self) -> tuple[str, ...]:
        """All operation types in alphabetical order; imports no workflow."""
        return tuple(sorted(self._references))

    @property
    def commands(self) -> frozenset[str]:
        """The names of all commands of these workflows."""
        return frozenset(map(command_name, self._references))

    def queue_of(self, operation_type: str) -> str:
        """Return the environment variable of the queue for this operation type.

        Raises:
            UnknownWorkflow: no queue carries this type.
        """
        found = next((queue for queue, kinds in self.queues.items() if operation_type in kinds), None)
        if found is None:
            raise UnknownWorkflow(operation_type)
        return found

    def get(self, operation_type: str, queue: str | None = None) -> Workflow:
        """Return the workflow of an operation type; with `queue`, only if that queue carries this type.

        Raises:
            UnknownWorkflow: no workflow has this type, or `queue` does not carry it.
        """
        known = self._references if queue is None else self.queues.get(queue, {})
        if operation_type not in known:
            raise UnknownWorkflow(operation_type)
        return self._load(known[operation_type])

    def check_command(self, name: str, queue: str) -> None:
        """Check that the consumer of `queue` carries out the command called `name`.

        Raises:
            UnknownWorkflow: the queue does not carry the command.
        """
        if name not in map(command_name, self.queues.get(queue, {})):
            raise UnknownWorkflow(name)


def _load(reference: str) -> Workflow:
    module, _, attribute = reference.rpartition(".")
    found: Workflow = getattr(import_module(module), attribute)
    return found
