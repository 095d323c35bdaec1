"""What platform staff may see of instances; nothing here touches ECS."""

from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock
from instances.dao.instance_dao import InstanceDAO
from instances.domain.errors import InstanceNotFound
from instances.domain.instance import Instance
from instances.domain.task import InstanceTask
from instances.services.acceptance import Acceptance

PRIMARY = "primary"


class InstanceService:
    """Questions about instances."""

    def __init__(self, instances: InstanceDAO, acceptance: Acceptance, clock: Clock) -> None:
        self.instances, self.acceptance, self.clock = instances, acceptance, clock

    def list_instances(self, context: RequestContext, tenant_id: str) -> list[Instance]:
        """The tenant's instance, or nothing.

        Raises:
            TenantNotFound: there is no such tenant.
        """
        instance = self.instances.get(tenant_id)
        if instance is None:
            self.acceptance.require_tenant(context, tenant_id)
        return [instance] if instance else []

    def get_instance(self, tenant_id: str, instance_id: str) -> Instance:
        """The tenant's instance; `primary` is another name of its id.

        Raises:
            InstanceNotFound: the tenant has none, or another.
        """
        instance = self.instances.get(tenant_id) if instance_id in (PRIMARY, tenant_id) else None
        if instance is None:
            raise InstanceNotFound
        return instance

    def get_instance_status(self, tenant_id: str, instance_id: str) -> tuple[Instance, list[InstanceTask]]:
        """The instance as ECS last showed it, with the containers that live or ended within the hour.

        Raises:
            InstanceNotFound: the tenant has none, or another.
        """
        found = self.instances.get_with_tasks(tenant_id) if instance_id in (PRIMARY, tenant_id) else None
        if found is None:
            raise InstanceNotFound
        instance, tasks = found
        now = self.clock().timestamp()
        return instance, [task for task in tasks if task.expires_at_epoch is None or task.expires_at_epoch > now]
