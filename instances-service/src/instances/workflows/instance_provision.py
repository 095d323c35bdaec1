"""INSTANCE_PROVISION: brings an instance into being; ECS events wake its last step."""

from datetime import timedelta

from chassis.dynamodb.writes import Write
from chassis.operations.operation import OperationError
from chassis.operations.step_outcomes import Impossible, Retryable, WaitForEvent
from chassis.operations.workflow import Lifecycle, Run, Step, Transition, Workflow
from instances.domain import events
from instances.domain.instance import Instance, InstanceResources
from instances.domain.lifecycle import InstanceAction
from instances.domain.provisioning import AWAIT_STEADY_STATE, OPERATION_TYPE, Credentials
from instances.services.instance_work import InstanceMessenger, InstanceWork

type InstanceRun = Run[Instance, InstanceWork]
type InstanceTransition = Transition[Instance, InstanceMessenger]

CHECK_AFTER = timedelta(minutes=2)
"""How often the service is looked at while it starts, should every event of ECS be lost."""
TIMED_OUT = OperationError(
    code="PROVISIONING_TIMED_OUT",
    message="WordPress did not become ready in time. Retry it; if it fails again, contact support.",
)


def create_credentials(run: InstanceRun) -> dict[str, str]:
    """Make the secrets, or find them; first, because the task definition needs their full ARNs."""
    return dict(vars(run.work.infrastructure.create_credentials(run.resource)))


def register_task_definition(run: InstanceRun) -> dict[str, str]:
    """Make sure that the newest revision is the wanted one."""
    return {"arn": run.work.infrastructure.register_task_definition(run.resource, _credentials(run))}


def create_service(run: InstanceRun) -> dict[str, str]:
    """Make the service, or adopt it; from then on ECS says how the instance is."""
    definition = run.result("register_task_definition")["arn"]
    service = run.work.infrastructure.create_service(run.resource, definition)
    credentials = _credentials(run)
    resources = InstanceResources(
        ecs_service_arn=service,
        ecs_task_definition_arn=definition,
        database_secret_arn=credentials.database,
        app_password_secret_arn=credentials.app_password,
    )
    run.work.transitions.deploy(run.operation, resources)
    return {"arn": service}


def await_steady_state(run: InstanceRun) -> None:
    """Look whether WordPress runs; the event handler of ECS wakes this step when that may have changed.

    Raises:
        Retryable: the new service is not to be seen yet.
        Impossible: ECS has given up on it.
        WaitForEvent: it is starting.
    """
    seen = run.work.infrastructure.observe(run.resource.service_name)
    if seen is None:
        raise Retryable("The new containers are not visible yet.", cause="DescribeServices does not show it")
    if seen.failed:
        raise Impossible(
            "DEPLOYMENT_FAILED",
            "WordPress did not start. Retry it; if it fails again, contact support.",
            cause=" ".join([seen.reason, *_stop_causes(run)]),
            safe_to_retry=True,
        )
    if not seen.steady:
        raise WaitForEvent(f"{seen.running_count} of {seen.desired_count} containers run.", CHECK_AFTER)


def _stop_causes(run: InstanceRun) -> list[str]:
    """Why the tasks stopped; ECS says of a deployment only that tasks failed to start."""
    _, tasks = run.work.transitions.instances.get_with_tasks(run.operation.tenant_id) or (None, [])
    return sorted({task.stop_cause for task in tasks if task.stop_cause})


def announce_start(change: InstanceTransition) -> list[Write]:
    """Tell other services of a new instance, or of one that is tried again."""
    name = events.CREATED if change.before is None else events.STATE_CHANGED
    return [change.work.messages.announce(name, change.resource, change.trace_id)]


def announce_end(change: InstanceTransition) -> list[Write]:
    """Tell other services how the instance is now."""
    if change.before is None or change.before.state is change.resource.state:
        return []
    name = events.name_of(change.before, change.resource)
    return [change.work.messages.announce(name, change.resource, change.trace_id)]


def _credentials(run: InstanceRun) -> Credentials:
    return Credentials(**run.result("create_credentials"))


INSTANCE_PROVISION = Workflow(
    operation_type=OPERATION_TYPE,
    title="Provision an instance",
    resource_type="INSTANCE",
    deadline=timedelta(minutes=30),
    steps=(
        Step(name="create_credentials", title="Create the credentials", run=create_credentials),
        Step(name="register_task_definition", title="Register the task definition", run=register_task_definition),
        Step(name="create_service", title="Create the service", run=create_service),
        Step(name=AWAIT_STEADY_STATE, title="Wait until WordPress runs", run=await_steady_state),
    ),
    lifecycle=Lifecycle(success=InstanceAction.SETTLE, failure=InstanceAction.FAIL, retry=InstanceAction.RETRY),
    on_start=announce_start,
    on_success=announce_end,
    on_failure=announce_end,
    restart_on_retry=True,  # a failed deployment is started anew by the step that creates the service
    overdue=TIMED_OUT,
)
