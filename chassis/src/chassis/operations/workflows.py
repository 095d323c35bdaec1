"""The registry of a service's slow work: queue → operation type → where the declaration is, imported at first use."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from chassis.operations.workflow import Workflow, command_name


class UnknownWorkflow(LookupError):
    """The service has no workflow of this type, or not on this queue."""


class Workflows:
    """The kinds of slow work of one service. A queue is a privilege: its consumer carries out its own kinds only.

    Args:
        queues: environment variable of a queue → operation type → `package.module.ATTRIBUTE`.
    """

    def __init__(self, queues: Mapping[str, Mapping[str, str]]) -> None:
        self.queues = queues
        self._references = {kind: reference for kinds in queues.values() for kind, reference in kinds.items()}
        self._load = cache(_load)

    @property
    def types(self) -> tuple[str, ...]:
        """All operation types in alphabetical order; costs no import."""
        return tuple(sorted(self._references))

    @property
    def commands(self) -> frozenset[str]:
        """The names of all messages that ask for work."""
        return frozenset(map(command_name, self._references))

    def queue_of(self, operation_type: str) -> str:
        """The environment variable of the queue that carries it out.

        Raises:
            UnknownWorkflow: none does.
        """
        found = next((queue for queue, kinds in self.queues.items() if operation_type in kinds), None)
        if found is None:
            raise UnknownWorkflow(operation_type)
        return found

    def get(self, operation_type: str, queue: str | None = None) -> Workflow:
        """The declaration.

        Raises:
            UnknownWorkflow: there is none, or `queue` does not carry it out.
        """
        known = self._references if queue is None else self.queues.get(queue, {})
        if operation_type not in known:
            raise UnknownWorkflow(operation_type)
        return self._load(known[operation_type])

    def check_command(self, name: str, queue: str) -> None:
        """Make sure that the consumer of `queue` carries out the command called `name`.

        Raises:
            UnknownWorkflow: it does not.
        """
        if name not in map(command_name, self.queues.get(queue, {})):
            raise UnknownWorkflow(name)


def _load(reference: str) -> Workflow:
    module, _, attribute = reference.rpartition(".")
    found: Workflow = getattr(import_module(module), attribute)
    return found
