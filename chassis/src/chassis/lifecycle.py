"""A table of transitions that explains in plain words what it refuses; drives guards, links, diagrams, model tests."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from chassis.errors import InvalidTransition
from chassis.runtime.records import dataclass

_NAMED = 2  # states that one sentence can name


@dataclass(frozen=True)
class LifecycleWords[S: StrEnum, A: StrEnum]:
    """How a person speaks of a lifecycle.

    Attributes:
        states: every state as a noun phrase with its article: "an active tenant".
        actions: every action as a verb phrase, with `{it}` for its object: "delete {it} at once with force=true".
        by_people: the actions that an answer may suggest as the next step.
        advice: the next step in states that only time or another resource can end: "Wait until it is ready."
    """

    states: Mapping[S, str]
    actions: Mapping[A, str]
    by_people: tuple[A, ...] = ()
    advice: Mapping[S, str] | None = None


@dataclass(frozen=True)
class Lifecycle[S: StrEnum, A: StrEnum]:
    """What a thing may become: (state, action) → state. Anything not in the table is forbidden."""

    transitions: Mapping[tuple[S, A], S]
    words: LifecycleWords[S, A]

    def after(self, state: S, action: A) -> S:
        """The state that `action` leads to.

        Raises:
            InvalidTransition: the table has no such transition.
        """
        try:
            return self.transitions[state, action]
        except KeyError:
            raise self.refusal(state, action, self.allowed(state)) from None

    def allows(self, state: S, action: A) -> bool:
        """Whether `action` is possible from `state`."""
        return (state, action) in self.transitions

    def allowed(self, state: S) -> list[A]:
        """The actions possible from `state`, in the order of the table."""
        return [action for (source, action) in self.transitions if source == state]

    def sources(self, action: A) -> list[S]:
        """The states from which `action` is possible, in the order of the table."""
        return [source for (source, offered) in self.transitions if offered == action]

    def refusal(self, state: S, action: A, allowed: Iterable[A]) -> InvalidTransition:
        """The error for an `action` that is not possible from `state`; programs read what is `allowed` instead."""
        detail = f"{self.reason(state, action)} {self.next_step(state, action)}"
        return InvalidTransition(detail, current=state, action=action, allowed=list(allowed))

    def reason(self, state: S, action: A) -> str:
        """Why `action` is not possible: "You cannot delete an active tenant."."""
        return f"You cannot {self.words.actions[action].format(it=self.words.states[state])}."

    def next_step(self, state: S, action: A) -> str:
        """What somebody who wants `action` can do from `state` instead."""
        advice = (self.words.advice or {}).get(state)
        if state in self._targets(action):
            return advice or "Leave it as it is."
        return self._way_there(state, action) or advice or self._where_possible(action)

    def _way_there(self, state: S, action: A) -> str | None:
        """The actions of people that make `action` possible, then those that have its effect at once."""
        suggested = [other for other in self.words.by_people if self.allows(state, other)]
        first = [other for other in suggested if self.allows(self.transitions[state, other], action)]
        instead = [other for other in suggested if self.transitions[state, other] in self._targets(action)]
        ways = ([f"{self._joined(first)} first"] if first else []) + ([self._joined(instead)] if instead else [])
        return f"You can {', or '.join(ways)}." if ways else None

    def _joined(self, actions: list[A]) -> str:
        """Verb phrases with one object: "suspend or park it"."""
        phrases = [self.words.actions[action] for action in actions]
        verbs = [phrase.removesuffix(" {it}") for phrase in phrases[:-1]]
        return " or ".join([*verbs, phrases[-1]]).format(it="it")

    def _where_possible(self, action: A) -> str:
        sources = dict.fromkeys(self.words.states[source] for source in self.sources(action))
        if len(sources) > _NAMED:
            return "Wait until its status changes, then try again."
        return f"You can do this only with {' or '.join(sources)}."

    def _targets(self, action: A) -> set[S]:
        return {target for (_, other), target in self.transitions.items() if other == action}

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for the docs."""
        lines = [f"    {source} --> {target}: {action}" for (source, action), target in self.transitions.items()]
        return "\n".join(["stateDiagram-v2", *lines])
