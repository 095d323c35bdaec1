"""What other parts need to know of the operation that brings an instance into being."""

from chassis.runtime.records import dataclass

OPERATION_TYPE = "INSTANCE_PROVISION"
AWAIT_STEADY_STATE = "await_steady_state"
"""The step that waits for ECS."""


@dataclass(frozen=True)
class Credentials:
    """ARNs of an instance's secrets; what is in them only its containers read."""

    database: str
    app_password: str
