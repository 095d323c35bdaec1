"""What the workflows of instances are given: messages everywhere, ECS and secrets on the provisioner only."""

from typing import Protocol

from chassis.runtime.records import dataclass
from instances.messages import InstanceMessages
from instances.services.infrastructure import Infrastructure
from instances.services.transitions import Transitions


class InstanceMessenger(Protocol):
    """What the start and the ends of every workflow need."""

    @property
    def messages(self) -> InstanceMessages:
        """The messages of instances."""


@dataclass(frozen=True, kw_only=True)
class InstanceMessageWork:
    """What functions without the right to ECS work with: the API, and the consumer of dead letters."""

    messages: InstanceMessages


@dataclass(frozen=True, kw_only=True)
class InstanceWork:
    """What the provisioner works with."""

    messages: InstanceMessages
    infrastructure: Infrastructure
    transitions: Transitions
