"""A lifecycle that needs no explanation, for tests of what stands on lifecycles."""

from enum import StrEnum

from chassis.lifecycle import Lifecycle, LifecycleWords


class Light(StrEnum):
    """What a traffic light shows."""

    RED = "RED"
    GREEN = "GREEN"


class Turn(StrEnum):
    """What changes it."""

    GO = "go"
    STOP = "stop"


LIGHTS = Lifecycle(
    {(Light.RED, Turn.GO): Light.GREEN, (Light.GREEN, Turn.STOP): Light.RED},
    LifecycleWords(
        states={Light.RED: "a red light", Light.GREEN: "a green light"},
        actions={Turn.GO: "switch {it} to green", Turn.STOP: "switch {it} to red"},
        by_people=(Turn.GO, Turn.STOP),
    ),
)
