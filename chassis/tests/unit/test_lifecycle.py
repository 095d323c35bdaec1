"""A lifecycle follows its table, and a refusal names the possible actions."""

from dataclasses import replace
from enum import StrEnum

import pytest

from chassis.errors import InvalidTransition
from chassis.lifecycle import Lifecycle, LifecycleWords
from chassis.testing.lights import LIGHTS, Light, Turn


class Door(StrEnum):
    """The states of the example."""

    OPEN = "OPEN"
    SHUT = "SHUT"
    LOCKED = "LOCKED"
    WELDED = "WELDED"


class Act(StrEnum):
    """The actions of the example."""

    OPEN = "open"
    CLOSE = "close"
    LOCK = "lock"
    UNLOCK = "unlock"
    UNBOLT = "unbolt"
    SLAM = "slam"
    WELD = "weld"


DOORS = Lifecycle(
    {
        (Door.SHUT, Act.OPEN): Door.OPEN,
        (Door.OPEN, Act.CLOSE): Door.SHUT,
        (Door.SHUT, Act.LOCK): Door.LOCKED,
        (Door.OPEN, Act.SLAM): Door.LOCKED,
        (Door.LOCKED, Act.UNLOCK): Door.SHUT,
        (Door.LOCKED, Act.UNBOLT): Door.SHUT,
        (Door.SHUT, Act.WELD): Door.WELDED,
    },
    LifecycleWords(
        states={
            Door.OPEN: "an open door",
            Door.SHUT: "a shut door",
            Door.LOCKED: "a locked door",
            Door.WELDED: "a welded door",
        },
        actions={**{act: f"{act} {{it}}" for act in Act}, Act.SLAM: "slam {it} with force"},
        by_people=(Act.OPEN, Act.CLOSE, Act.UNLOCK, Act.UNBOLT, Act.SLAM),
        advice={Door.WELDED: "Buy a new one."},
    ),
)


class TestLifecycle:
    def test_follows_its_table(self):
        assert LIGHTS.after(Light.RED, Turn.GO) is Light.GREEN
        assert LIGHTS.allows(Light.GREEN, Turn.STOP)
        assert LIGHTS.sources(Turn.STOP) == [Light.GREEN]

    def test_says_what_is_possible_instead(self):
        with pytest.raises(InvalidTransition) as refused:
            LIGHTS.after(Light.RED, Turn.STOP)

        assert refused.value.extensions == {"currentStatus": "RED", "requestedAction": "stop", "allowedActions": ["go"]}

    def test_draws_itself(self):
        assert "RED --> GREEN: go" in LIGHTS.mermaid()


class TestWords:
    """The example has four states: `lock` and `weld` are possible only when it is shut, `slam` only when it is open."""

    @pytest.mark.parametrize(
        ("state", "action", "words"),
        [
            (Door.OPEN, Act.LOCK, "You cannot lock an open door. You can close it first, or slam it with force."),
            (Door.OPEN, Act.WELD, "You cannot weld an open door. You can close it first."),
            (Door.LOCKED, Act.LOCK, "You cannot lock a locked door. Leave it as it is."),
            (Door.LOCKED, Act.CLOSE, "You cannot close a locked door. You can unlock or unbolt it."),
            (Door.WELDED, Act.OPEN, "You cannot open a welded door. Buy a new one."),
            (Door.WELDED, Act.WELD, "You cannot weld a welded door. Buy a new one."),
        ],
    )
    def test_say_why_not_and_what_to_do_instead(self, state, action, words):
        assert f"{DOORS.reason(state, action)} {DOORS.next_step(state, action)}" == words
        with pytest.raises(InvalidTransition) as refused:
            DOORS.after(state, action)
        assert refused.value.detail == words

    def test_name_the_states_where_it_works_when_people_can_do_nothing(self):
        alone = Lifecycle(DOORS.transitions, replace(DOORS.words, by_people=()))

        assert alone.next_step(Door.OPEN, Act.LOCK) == "You can do this only with a shut door."

    def test_join_what_leads_there(self):
        assert DOORS.next_step(Door.LOCKED, Act.WELD) == "You can unlock or unbolt it first."
