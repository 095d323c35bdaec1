"""The workflows of tenants, per queue; each is imported when its kind is first used."""

from chassis.operations.workflows import Workflows

DELETION_QUEUE = "HIERARCHY_DELETION_QUEUE_URL"
WORKFLOWS = Workflows(
    {DELETION_QUEUE: {"HIERARCHY_DELETION": "tenants.workflows.hierarchy_deletion.HIERARCHY_DELETION"}}
)
