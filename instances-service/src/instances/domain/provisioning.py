"""What bringing an instance into being consists of."""

from chassis.runtime.records import dataclass

OPERATION_TYPE = "INSTANCE_PROVISION"
COMMAND = "INSTANCE_PROVISION_REQUEST"

CREATE_CREDENTIALS = "create_credentials"
REGISTER_TASK_DEFINITION = "register_task_definition"
CREATE_SERVICE = "create_service"
AWAIT_STEADY_STATE = "await_steady_state"

STEPS = (
    (CREATE_CREDENTIALS, "Create the credentials"),  # first: the task definition needs their full ARNs
    (REGISTER_TASK_DEFINITION, "Register the task definition"),
    (CREATE_SERVICE, "Create the service"),
    (AWAIT_STEADY_STATE, "Wait until WordPress runs"),
)


@dataclass(frozen=True)
class Credentials:
    """ARNs of an instance's secrets; what is in them only its containers read."""

    database: str
    app_password: str
