"""The slow work of instances, per queue; each declaration is imported when its kind is first asked for."""

from chassis.operations.workflows import Workflows

PROVISION_QUEUE = "INSTANCE_PROVISION_QUEUE_URL"
WORKFLOWS = Workflows(
    {PROVISION_QUEUE: {"INSTANCE_PROVISION": "instances.workflows.instance_provision.INSTANCE_PROVISION"}}
)
