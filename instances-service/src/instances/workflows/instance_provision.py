"""INSTANCE_PROVISION: creates every part of an instance, each in one step with its undo; ECS events wake the last step.

The order is that of AWS: secrets, logs, storage and rights before the definition that names them, the rule before the
service that waits for it. What it makes is what terraform/modules/wordpress-instance declares (docs/decisions/0040).
"""

from collections.abc import Callable
from datetime import timedelta

from chassis.dynamodb.writes import Write
from chassis.operations.operation import OperationError
from chassis.operations.step_outcomes import Impossible, Retryable, WaitForEvent
from chassis.operations.workflow import Lifecycle, Retry, Run, Step, StepFunction, Transition, Workflow
from instances.domain import events
from instances.domain.instance import Instance, InstanceResources
from instances.domain.lifecycle import InstanceAction
from instances.domain.provisioning import AWAIT_STEADY_STATE, OPERATION_TYPE, Credentials
from instances.domain.task_definition import Content, task_definition
from instances.services.instance_work import InstanceMessenger, InstanceWork

type InstanceRun = Run[Instance, InstanceWork]
type InstanceTransition = Transition[Instance, InstanceMessenger]

CHECK_AFTER = timedelta(minutes=2)
"""How often the service is looked at while it starts, should every event of ECS be lost."""
DATABASE_LOOKS = Retry(attempts=15, first=timedelta(seconds=2), longest=timedelta(seconds=20))
"""How often the task that creates the database is looked at: for four minutes, of which it needs one."""
TIMED_OUT = OperationError(
    code="PROVISIONING_TIMED_OUT",
    message="WordPress did not become ready in time. Retry it; if it fails again, contact support.",
)


def create_credentials(run: InstanceRun) -> dict[str, str]:
    """Create the secrets, or find them; first, because the task definitions need their full ARNs."""
    return dict(vars(run.work.infrastructure.credentials.create(run.resource)))


def create_log_groups(run: InstanceRun) -> None:
    """Create the logs of both kinds of tasks. They have no undo: they say why an instance failed."""
    run.work.infrastructure.logs.create(run.resource)


def create_access_point(run: InstanceRun) -> dict[str, str]:
    """Create the tenant's part of the file system, or find it."""
    return run.work.infrastructure.access_points.create(run.resource)


def create_task_role(run: InstanceRun) -> dict[str, str]:
    """Create the role that alone may mount the tenant's part; early, for IAM takes a minute to show it everywhere."""
    point = run.result("create_access_point")["arn"]
    return {"arn": run.work.infrastructure.roles.create(run.resource, point)}


def create_database(run: InstanceRun) -> None:
    """Run the task that creates the database and its user, and wait for its end."""
    run.work.infrastructure.databases.create(run.resource, _credentials(run), run.operation.operation_id)


def register_task_definition(run: InstanceRun) -> dict[str, str]:
    """Make sure that the newest revision is the wanted one."""
    its, instance = run.work.infrastructure, run.resource
    content = Content(
        access_point_id=run.result("create_access_point")["id"], role_arn=run.result("create_task_role")["arn"]
    )
    wanted = task_definition(instance, _credentials(run), content, its.hosting)
    return {"arn": its.definitions.register(instance, wanted)}


def create_target_group(run: InstanceRun) -> dict[str, str]:
    """Create the group of the instance's tasks at the balancer, or find it."""
    return {"arn": run.work.infrastructure.routes.create_target_group(run.resource)}


def create_listener_rule(run: InstanceRun) -> dict[str, str]:
    """Lead the network's name to the target group; before the service, which ECS refuses for a group without rule."""
    group = run.result("create_target_group")["arn"]
    return {"arn": run.work.infrastructure.routes.create_rule(run.resource, group)}


def create_service(run: InstanceRun) -> dict[str, str]:
    """Create the service, or adopt it; from then on ECS says how the instance is."""
    definition, group = run.result("register_task_definition")["arn"], run.result("create_target_group")["arn"]
    service = run.work.infrastructure.services.create(run.resource, definition, group)
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
    seen = run.work.infrastructure.services.observe(run.resource.service_name)
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


def undo(take_back: Callable[[InstanceRun], None]) -> Callable[[InstanceRun], None]:
    """Take back what a step made, unless the instance has ever run: then it holds a customer's data."""

    def compensate(run: InstanceRun) -> None:
        if not run.resource.has_run:
            take_back(run)

    return compensate


def _drop_database(run: InstanceRun) -> None:
    run.work.infrastructure.databases.drop(run.resource, _credentials(run), run.operation.operation_id)


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


def _part(
    name: str,
    title: str,
    run: StepFunction,
    take_back: Callable[[InstanceRun], None] | None = None,
    retry: Retry | None = None,
) -> Step:
    """A step that makes one part. A failure that a retry may mend keeps the part; a permanent one takes it back."""
    compensate = undo(take_back) if take_back else None
    return Step(name=name, title=title, run=run, retry=retry, compensate=compensate, keep_for_retry=True)


INSTANCE_PROVISION = Workflow(
    operation_type=OPERATION_TYPE,
    title="Provision an instance",
    resource_type="INSTANCE",
    deadline=timedelta(minutes=30),
    steps=(
        _part(
            "create_credentials",
            "Create the credentials",
            create_credentials,
            lambda run: run.work.infrastructure.credentials.delete(run.resource),
        ),
        _part("create_log_groups", "Create the logs", create_log_groups),
        _part(
            "create_access_point",
            "Create the storage",
            create_access_point,
            lambda run: run.work.infrastructure.access_points.delete(run.resource),
        ),
        _part(
            "create_task_role",
            "Create the rights of the containers",
            create_task_role,
            lambda run: run.work.infrastructure.roles.delete(run.resource),
        ),
        _part("create_database", "Create the database", create_database, _drop_database, retry=DATABASE_LOOKS),
        _part(
            "register_task_definition",
            "Register the task definition",
            register_task_definition,
            lambda run: run.work.infrastructure.definitions.deregister(run.resource.service_name),
        ),
        _part(
            "create_target_group",
            "Create the target group",
            create_target_group,
            lambda run: run.work.infrastructure.routes.delete_target_group(run.resource),
        ),
        _part(
            "create_listener_rule",
            "Create the address",
            create_listener_rule,
            lambda run: run.work.infrastructure.routes.delete_rule(run.resource),
        ),
        _part(
            "create_service",
            "Create the service",
            create_service,
            lambda run: run.work.infrastructure.services.delete(run.resource),
        ),
        Step(name=AWAIT_STEADY_STATE, title="Wait until WordPress runs", run=await_steady_state),
    ),
    lifecycle=Lifecycle(success=InstanceAction.SETTLE, failure=InstanceAction.FAIL, retry=InstanceAction.RETRY),
    on_start=announce_start,
    on_success=announce_end,
    on_failure=announce_end,
    restart_on_retry=True,  # a failed deployment is started anew by the step that creates the service
    overdue=TIMED_OUT,
)
