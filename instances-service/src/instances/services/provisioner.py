"""Bringing an instance into being: the steps of operation INSTANCE_PROVISION, each safe to repeat."""

from chassis.messaging.envelopes import Command, MalformedMessage
from chassis.operations.operation import Operation
from chassis.operations.saga import Impossible, Retryable, Step, WaitForEvent
from instances.domain.instance import InstanceResources
from instances.domain.lifecycle import InstanceAction
from instances.domain.provisioning import (
    AWAIT_STEADY_STATE,
    COMMAND,
    CREATE_CREDENTIALS,
    CREATE_SERVICE,
    REGISTER_TASK_DEFINITION,
    Credentials,
)
from instances.services.infrastructure import Infrastructure
from instances.services.progress import Progress


class Provisioner:
    """The worker's side of an instance; the far side is behind `Infrastructure`."""

    def __init__(self, infrastructure: Infrastructure, progress: Progress) -> None:
        self.infrastructure, self.progress = infrastructure, progress

    @property
    def steps(self) -> tuple[Step, ...]:
        """In the order of `domain.provisioning.STEPS`."""
        return (
            Step(CREATE_CREDENTIALS, self.create_credentials),
            Step(REGISTER_TASK_DEFINITION, self.register_task_definition),
            Step(CREATE_SERVICE, self.create_service),
            Step(AWAIT_STEADY_STATE, self.await_steady_state),
        )

    def create_credentials(self, operation: Operation) -> dict[str, str]:
        """Make the secrets, or find them."""
        return dict(vars(self.infrastructure.create_credentials(self.progress.instance(operation))))

    def register_task_definition(self, operation: Operation) -> dict[str, str]:
        """Make sure that the newest revision is the wanted one."""
        instance = self.progress.instance(operation)
        return {"arn": self.infrastructure.register_task_definition(instance, _credentials(operation))}

    def create_service(self, operation: Operation) -> dict[str, str]:
        """Make the service, or adopt it; from then on ECS says how the instance is."""
        definition = _found(operation, REGISTER_TASK_DEFINITION)["arn"]
        service = self.infrastructure.create_service(self.progress.instance(operation), definition)
        credentials = _credentials(operation)
        resources = InstanceResources(
            ecs_service_arn=service,
            ecs_task_definition_arn=definition,
            database_secret_arn=credentials.database,
            app_password_secret_arn=credentials.app_password,
        )
        self.progress.move(operation, InstanceAction.DEPLOY, resources=resources)
        return {"arn": service}

    def await_steady_state(self, operation: Operation) -> None:
        """Look whether it runs already; if not, the ECS event handler ends the operation.

        Raises:
            Retryable: the new service is not to be seen yet.
            Impossible: ECS has given up on it.
            WaitForEvent: it is starting.
        """
        seen = self.infrastructure.observe(self.progress.instance(operation).service_name)
        if seen is None:
            raise Retryable("The new containers are not visible yet.", cause="DescribeServices does not show it")
        if seen.failed:
            raise Impossible(
                "DEPLOYMENT_FAILED",
                "WordPress did not start. Retry it; if it fails again, contact support.",
                cause=seen.reason,
                safe_to_retry=True,
            )
        if not seen.steady:
            raise WaitForEvent(f"{seen.running_count} of {seen.desired_count} containers run.")


def requested_operation(body: str) -> str:
    """The id of the operation that a message of queue `instance-provision` asks for.

    Raises:
        MalformedMessage: it asks for nothing of the kind.
    """
    command = Command.from_queue(body)
    if command.name != COMMAND:
        raise MalformedMessage(f"{command.name} is no request to provision")
    return command.operation_id


def _found(operation: Operation, step: str) -> dict[str, str]:
    """What an earlier step found out."""
    return operation.step(step).result or {}


def _credentials(operation: Operation) -> Credentials:
    return Credentials(**_found(operation, CREATE_CREDENTIALS))
