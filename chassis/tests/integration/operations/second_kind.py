"""A second kind of work, and the one that undoes it: all that a service writes for it."""

from datetime import timedelta

from chassis.dynamodb.writes import Put
from chassis.operations.step_outcomes import Impossible
from chassis.operations.workflow import Lifecycle, Step, Undo, Workflow
from chassis.operations.workflows import Workflows

WORKFLOWS = Workflows(
    {
        "FIRST_QUEUE": {"OTHER": "nowhere.at.ALL"},
        "LIGHT_QUEUE": {"SWITCH_OFF": f"{__name__}.SWITCH_OFF", "SWITCH_ON": f"{__name__}.SWITCH_ON"},
    }
)


def switch_off(run):
    """Sets, never toggles: a repeat changes nothing."""
    run.work.lamps[run.resource.resource_id] = "off"
    return {"was": run.operation.inputs["was"]}


def switch_on(run):
    run.work.lamps[run.resource.resource_id] = "on"
    return {}


def check(run):
    if run.work.broken:
        raise Impossible("BROKEN", "The lamp is broken.", safe_to_retry=True)


def note(what):
    def messages(change):
        key = {"PK": "NOTES", "SK": f"{change.operation.operation_id}#{what}#{change.resource.version}"}
        return [Put(change.work.table, key)]

    return messages


SWITCH_OFF = Workflow(
    operation_type="SWITCH_OFF",
    title="Switch a lamp off",
    resource_type="THING",
    deadline=timedelta(minutes=10),
    steps=(
        Step(name="switch_off", title="Switch it off", run=switch_off, compensate=switch_on),
        Step(name="check", title="Check it", run=check),
        Step(name="tell", title="Tell the office", run=lambda _: None, cancellable=False),
    ),
    lifecycle=Lifecycle(start="SWITCHING", success="OFF", retry="SWITCHING"),
    undo=Undo(operation_type="SWITCH_ON", inputs=lambda done: {"as": done.step("switch_off").result["was"]}),
    on_start=note("start"),
    on_success=note("success"),
    on_failure=note("failure"),
    on_cancel=note("cancel"),
)
SWITCH_ON = Workflow(
    operation_type="SWITCH_ON",
    title="Switch a lamp on",
    resource_type="THING",
    deadline=timedelta(minutes=10),
    steps=(Step(name="switch_on", title="Switch it on", run=switch_on),),
    lifecycle=Lifecycle(start="SWITCHING", success="ON"),
)
