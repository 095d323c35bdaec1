"""An instance together with the operation that works on it."""

from collections.abc import Mapping

from chassis.access.acts import href
from chassis.http.request_context import RequestContext
from chassis.operations.operation import Operation
from chassis.operations.operation_log import OperationLog
from chassis.operations.operation_service import OperationService, WorkRequest
from chassis.runtime.records import dataclass
from instances.dao.instance_dao import InstanceDAO
from instances.domain.errors import InstanceNotFound
from instances.domain.instance import Instance
from instances.domain.provisioning import OPERATION_TYPE


@dataclass(frozen=True)
class InstanceWithOperation:
    """The instance as it stands, and the operation that tells how it goes."""

    instance: Instance
    operation: Operation


def provision_request(tenant_id: str) -> WorkRequest:
    """The request to bring the tenant's instance into being."""
    return WorkRequest(
        operation_type=OPERATION_TYPE,
        tenant_id=tenant_id,
        resource_id=tenant_id,
        resource_href=href("get_instance", tenant_id=tenant_id, instance_id=tenant_id),
    )


class InstanceOperations:
    """Finds accepted work again, and waits for it as long as the caller wants to."""

    def __init__(self, instances: InstanceDAO, log: OperationLog, work: OperationService) -> None:
        self.instances, self.log, self.work = instances, log, work

    def replay(self, context: RequestContext, tenant_id: str, result: Mapping[str, str]) -> InstanceWithOperation:
        """What an earlier request with the same Idempotency-Key was accepted as, as it is now.

        Raises:
            InstanceNotFound: it is gone.
        """
        operation, instance = self.log.find(result["operationId"]), self.instances.get(tenant_id)
        if operation is None or instance is None:
            raise InstanceNotFound
        return self.wait_for(context, InstanceWithOperation(instance, operation))

    def wait_for(self, context: RequestContext, accepted: InstanceWithOperation) -> InstanceWithOperation:
        """Both when the operation has ended, or as they are when the caller's `Prefer: wait` is over (RFC 7240)."""
        operation = self.work.wait_for(context, accepted.operation)
        if operation is accepted.operation:
            return accepted
        return InstanceWithOperation(self.instances.get(operation.tenant_id) or accepted.instance, operation)
