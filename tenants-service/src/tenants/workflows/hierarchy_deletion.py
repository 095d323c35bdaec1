"""HIERARCHY_DELETION: deletes a unit with everything below it, children before their parents."""

from datetime import timedelta

from chassis.operations.step_outcomes import Retryable
from chassis.operations.workflow import Run, Step, Workflow
from tenants.domain.unit import OPERATION_TYPE
from tenants.services.unit_remover import UnitRemover

type DeletionRun = Run[None, UnitRemover]

ROUNDS = 5
"""Maximum number of attempts, because units may be added below while others are deleted."""


def delete_below(run: DeletionRun) -> None:
    """Delete everything below the unit, and repeat if something was added meanwhile.

    Raises:
        Retryable: something is still below the unit after the last attempt.
    """
    units = run.work.units
    for _ in range(ROUNDS):
        unit = run.work.find(run.operation)
        if unit is None:
            return
        below, complete = units.list_below(unit.tenant_id, unit.path)
        for one in reversed(below):
            run.work.remove(run.operation, one)
        if not below and complete:
            return
    raise Retryable("Somebody is adding to it while we delete it.", cause="hierarchy not empty")


def delete_unit(run: DeletionRun) -> None:
    """Delete the unit itself.

    Raises:
        Retryable: something is below it again.
    """
    unit = run.work.find(run.operation)
    if unit and not run.work.remove(run.operation, unit):
        raise Retryable("Somebody added to it while we deleted it.", cause="unit not empty")


HIERARCHY_DELETION = Workflow(
    operation_type=OPERATION_TYPE,
    title="Delete a unit with everything below it",
    resource_type="UNIT",  # each request names the unit's level instead
    deadline=timedelta(minutes=30),
    steps=(
        Step(name="delete_below", title="Delete everything in it", run=delete_below),
        Step(name="delete_unit", title="Delete the unit itself", run=delete_unit),
    ),
    exclusive=False,  # a repeated deletion has the same result
)
