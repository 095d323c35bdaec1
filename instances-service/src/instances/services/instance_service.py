"""Reads instances for platform staff; makes no call to ECS."""

from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock
from instances.dao.instance_dao import InstanceDAO
from instances.domain.errors import InstanceNotFound
from instances.domain.instance import Instance
from instances.domain.task import InstanceTask
from instances.services.acceptance import Acceptance

PRIMARY = "primary"


class InstanceService:
    """Lists and gets instances and their status."""

    def __init__(self, instances: InstanceDAO, acceptance: Acceptance, clock: Clock) -> None:
        self.instances, self.acceptance, self.clock = instances, acceptance, clock

    def list_instances(self, context: RequestContext, tenant_id: str) -> list[Instance]:
        """List the tenant's instance, or nothing.

        Raises:
            TenantNotFound: the tenant does not exist for this caller.
        """
        instance = self.instances.get(tenant_id)
        if instance is None:
            self.acceptance.require_tenant(context, tenant_id)
        return [instance] if instance else []

    def get_instance(self, tenant_id: str, instance_id: str) -> Instance:
        """Get the tenant's instance; `primary` is another name of its id.

        Raises:
            InstanceNotFound: the tenant has none, or another.
        """
        instance = self.instances.get(tenant_id) if instance_id in (PRIMARY, tenant_id) else None
        if instance is None:
            raise InstanceNotFound
        return instance

    def get_instance_status(self, tenant_id: str, instance_id: str) -> tuple[Instance, list[InstanceTask]]:
        """Get the instance as ECS last showed it, with containers that run or stopped within the last hour.

        Raises:
            InstanceNotFound: the tenant has none, or another.
        """
        found = self.instances.get_with_tasks(tenant_id) if instance_id in (PRIMARY, tenant_id) else None
        if found is None:
            raise InstanceNotFound
        instance, tasks = found
        now = self.clock().timestamp()
        return instance, [task for task in tasks if task.expires_at_epoch is None or task.expires_at_epoch > now]
