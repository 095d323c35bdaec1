"""What an instance may become (domain §3.2, complete).

ECS moves it too: `ecs_event_handler.state_map` derives those actions from what the service looks like. The states
between PENDING_PROVISIONING and PROVISIONING belong to the path through Git; without it `deploy` leads straight on.
"""

from enum import StrEnum

from chassis.lifecycle import Lifecycle, LifecycleWords


class InstanceState(StrEnum):
    """Where an instance stands."""

    PENDING_PROVISIONING = "PENDING_PROVISIONING"
    COMMITTING = "COMMITTING"
    WORKFLOW_QUEUED = "WORKFLOW_QUEUED"
    WORKFLOW_RUNNING = "WORKFLOW_RUNNING"
    WORKFLOW_FAILED = "WORKFLOW_FAILED"
    PROVISIONING = "PROVISIONING"
    ACTIVE = "ACTIVE"
    SCALING = "SCALING"
    ROLLING_BACK = "ROLLING_BACK"
    SUSPENDING = "SUSPENDING"
    SUSPENDED = "SUSPENDED"
    RESUMING = "RESUMING"
    FAILED = "FAILED"
    PENDING_DEPROVISIONING = "PENDING_DEPROVISIONING"
    DEPROVISIONING = "DEPROVISIONING"
    DEPROVISIONED = "DEPROVISIONED"


class InstanceAction(StrEnum):
    """What may happen to an instance: by people, by a worker, or by what ECS shows."""

    COMMIT = "commit"
    DISPATCH = "dispatch"
    RUN_WORKFLOW = "run_workflow"
    FAIL_WORKFLOW = "fail_workflow"
    DEPLOY = "deploy"
    SETTLE = "settle"
    FAIL = "fail"
    RETRY = "retry"
    SCALE = "scale"
    ROLL_BACK = "roll_back"
    SUSPEND = "suspend"
    DRAINED = "drained"
    RESUME = "resume"
    DEPROVISION = "deprovision"
    DESTROY = "destroy"
    REMOVED = "removed"


_S, _A = InstanceState, InstanceAction
_WORDS = LifecycleWords(
    states={
        **dict.fromkeys(
            (_S.PENDING_PROVISIONING, _S.COMMITTING, _S.WORKFLOW_QUEUED, _S.WORKFLOW_RUNNING, _S.PROVISIONING),
            "an instance that we are still creating",
        ),
        **dict.fromkeys((_S.WORKFLOW_FAILED, _S.FAILED), "a failed instance"),
        _S.ACTIVE: "an instance that is running",
        _S.SCALING: "an instance that we are scaling",
        _S.ROLLING_BACK: "an instance that is returning to its previous version",
        _S.SUSPENDING: "an instance that we are suspending",
        _S.SUSPENDED: "a suspended instance",
        _S.RESUMING: "an instance that we are resuming",
        **dict.fromkeys((_S.PENDING_DEPROVISIONING, _S.DEPROVISIONING), "an instance that we are deleting"),
        _S.DEPROVISIONED: "a deleted instance",
    },
    actions={
        _A.COMMIT: "commit the definition of {it}",
        _A.DISPATCH: "start the deployment of {it}",
        _A.RUN_WORKFLOW: "run the deployment of {it}",
        _A.FAIL_WORKFLOW: "mark the deployment of {it} as failed",
        _A.DEPLOY: "deploy {it}",
        _A.SETTLE: "mark {it} as running",
        _A.FAIL: "mark {it} as failed",
        _A.RETRY: "retry {it}",
        _A.SCALE: "scale {it}",
        _A.ROLL_BACK: "return {it} to its previous version",
        _A.SUSPEND: "suspend {it}",
        _A.DRAINED: "mark {it} as suspended",
        _A.RESUME: "resume {it}",
        _A.DEPROVISION: "delete {it}",
        _A.DESTROY: "destroy {it}",
        _A.REMOVED: "mark {it} as deleted",
    },
    advice={
        **dict.fromkeys(
            (_S.PENDING_PROVISIONING, _S.COMMITTING, _S.WORKFLOW_QUEUED, _S.WORKFLOW_RUNNING, _S.PROVISIONING),
            "Wait until it runs, which usually takes a few minutes.",
        ),
        **dict.fromkeys((_S.SCALING, _S.ROLLING_BACK, _S.RESUMING), "Wait until it is running, then try again."),
        _S.SUSPENDING: "Wait until it is suspended, then try again.",
        **dict.fromkeys(
            (_S.PENDING_DEPROVISIONING, _S.DEPROVISIONING, _S.DEPROVISIONED), "Create a new instance if you need one."
        ),
    },
)
INSTANCE_LIFECYCLE = Lifecycle(
    {
        (_S.PENDING_PROVISIONING, _A.COMMIT): _S.COMMITTING,
        (_S.PENDING_PROVISIONING, _A.DEPLOY): _S.PROVISIONING,
        (_S.PENDING_PROVISIONING, _A.FAIL): _S.FAILED,
        (_S.COMMITTING, _A.DISPATCH): _S.WORKFLOW_QUEUED,
        (_S.COMMITTING, _A.FAIL): _S.FAILED,
        (_S.WORKFLOW_QUEUED, _A.RUN_WORKFLOW): _S.WORKFLOW_RUNNING,
        (_S.WORKFLOW_QUEUED, _A.FAIL_WORKFLOW): _S.WORKFLOW_FAILED,
        (_S.WORKFLOW_RUNNING, _A.DEPLOY): _S.PROVISIONING,
        (_S.WORKFLOW_RUNNING, _A.FAIL_WORKFLOW): _S.WORKFLOW_FAILED,
        (_S.PROVISIONING, _A.SETTLE): _S.ACTIVE,
        (_S.PROVISIONING, _A.FAIL): _S.FAILED,
        (_S.PROVISIONING, _A.ROLL_BACK): _S.ROLLING_BACK,
        (_S.ACTIVE, _A.SCALE): _S.SCALING,
        (_S.ACTIVE, _A.SUSPEND): _S.SUSPENDING,
        (_S.ACTIVE, _A.ROLL_BACK): _S.ROLLING_BACK,
        (_S.ACTIVE, _A.DEPROVISION): _S.PENDING_DEPROVISIONING,
        (_S.SCALING, _A.SETTLE): _S.ACTIVE,
        (_S.ROLLING_BACK, _A.SETTLE): _S.ACTIVE,
        (_S.SUSPENDING, _A.DRAINED): _S.SUSPENDED,
        (_S.SUSPENDED, _A.RESUME): _S.RESUMING,
        (_S.SUSPENDED, _A.DEPROVISION): _S.PENDING_DEPROVISIONING,
        (_S.RESUMING, _A.SETTLE): _S.ACTIVE,
        (_S.FAILED, _A.RETRY): _S.PENDING_PROVISIONING,
        (_S.FAILED, _A.DEPROVISION): _S.PENDING_DEPROVISIONING,
        (_S.WORKFLOW_FAILED, _A.RETRY): _S.PENDING_PROVISIONING,
        (_S.WORKFLOW_FAILED, _A.DEPROVISION): _S.PENDING_DEPROVISIONING,
        (_S.PENDING_DEPROVISIONING, _A.DESTROY): _S.DEPROVISIONING,
        (_S.DEPROVISIONING, _A.REMOVED): _S.DEPROVISIONED,
    },
    _WORDS,
)

UNSETTLED = frozenset({_S.PROVISIONING, _S.SCALING, _S.ROLLING_BACK, _S.SUSPENDING, _S.RESUMING, _S.DEPROVISIONING})
"""States that only ECS can end: the reconciler looks after whatever stays in them."""
