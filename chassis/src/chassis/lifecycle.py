"""A table of transitions that can say "not from there"; drives guards, links, diagrams and model tests."""

from collections.abc import Mapping
from enum import StrEnum

from chassis.errors import InvalidTransition
from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Lifecycle[S: StrEnum, A: StrEnum]:
    """What a thing may become: (state, action) → state. Anything not in the table is forbidden."""

    transitions: Mapping[tuple[S, A], S]

    def after(self, state: S, action: A) -> S:
        """The state that `action` leads to.

        Raises:
            InvalidTransition: the table has no such transition.
        """
        try:
            return self.transitions[state, action]
        except KeyError:
            raise InvalidTransition(current=state, action=action, allowed=self.allowed(state)) from None

    def allows(self, state: S, action: A) -> bool:
        """Whether `action` is possible from `state`."""
        return (state, action) in self.transitions

    def allowed(self, state: S) -> list[A]:
        """The actions possible from `state`, in the order of the table."""
        return [action for (source, action) in self.transitions if source == state]

    def sources(self, action: A) -> list[S]:
        """The states from which `action` is possible, in the order of the table."""
        return [source for (source, offered) in self.transitions if offered == action]

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for the docs."""
        lines = [f"    {source} --> {target}: {action}" for (source, action), target in self.transitions.items()]
        return "\n".join(["stateDiagram-v2", *lines])
