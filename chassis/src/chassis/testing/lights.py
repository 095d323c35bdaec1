"""A lifecycle that needs no explanation, for tests of what stands on lifecycles."""

from enum import StrEnum

from chassis.lifecycle import Lifecycle


class Light(StrEnum):
    """What a traffic light shows."""

    RED = "RED"
    GREEN = "GREEN"


class Turn(StrEnum):
    """What changes it."""

    GO = "go"
    STOP = "stop"


LIGHTS = Lifecycle({(Light.RED, Turn.GO): Light.GREEN, (Light.GREEN, Turn.STOP): Light.RED})
