"""A promise: work on an instance that was accepted, with all that its transaction writes beside the instance itself."""

from dataclasses import replace

from chassis.access.acts import href
from chassis.access.authorization import TenantNotFound
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.transaction import NamedWrites
from chassis.dynamodb.writes import Write
from chassis.http.request_context import RequestContext
from chassis.operations.operation import Operation, OperationStatus, OperationStep
from chassis.operations.operation_log import NewOperation, OperationLog
from chassis.runtime.clock import Clock
from chassis.runtime.records import dataclass
from instances.dao import keys
from instances.dao.instance_dao import InstanceDAO
from instances.domain.instance import Instance
from instances.domain.provisioning import OPERATION_TYPE, STEPS
from instances.services.announcements import Announcements


@dataclass(frozen=True)
class Promise:
    """The instance as it stands, and the operation that tells how it goes."""

    instance: Instance
    operation: Operation


class Promises:
    """Makes promises and finds them again."""

    def __init__(
        self, instances: InstanceDAO, operations: OperationLog, announcements: Announcements, clock: Clock
    ) -> None:
        self.instances, self.operations = instances, operations
        self.announcements, self.clock = announcements, clock

    def begin(self, context: RequestContext, tenant_id: str) -> tuple[Operation, Write]:
        """A new operation and the line that records it.

        Raises:
            TenantNotFound: no short name can be made of the id, so it is none of a tenant of ours.
        """
        new = NewOperation(
            tenant_id=tenant_id,
            operation_type=OPERATION_TYPE,
            resource_type="INSTANCE",
            resource_id=tenant_id,
            resource_href=href("get_instance", tenant_id=tenant_id, instance_id=tenant_id),
            steps=STEPS,
            created_by=context.caller.email,
            correlation_id=context.trace_id,
        )
        try:
            return self.operations.begin(new)
        except ValueError:
            raise TenantNotFound from None

    def reopen(self, context: RequestContext, instance: Instance) -> tuple[Operation, Write]:
        """The failed operation, from its first step: each step looks before it acts, so going through all is safe."""
        failed = self.operations.find(instance.operation_id)
        if failed is None or failed.status is not OperationStatus.FAILED:
            return self.begin(context, instance.tenant_id)
        fresh = tuple(OperationStep(name=name, title=title) for name, title in STEPS)
        return self.operations.reopened(replace(failed, steps=fresh))

    def writes(self, context: RequestContext, promise: Promise, operation: Write, news: str) -> NamedWrites:
        """Operation, request to the provisioner, news for everybody, and the idempotency record."""
        now, tenant_id = self.clock(), promise.instance.tenant_id
        writes = {
            "operation": operation,
            "command": self.announcements.provision(promise.operation, context.trace_id, now),
            "news": self.announcements.news(news, promise.instance, context.trace_id, now),
        }
        if context.idempotency:
            result = {"operationId": promise.operation.operation_id}
            table = self.instances.table.name
            writes["idempotency"] = context.idempotency.record(table, keys.partition(tenant_id), result, now)
        return writes

    def earlier(self, context: RequestContext, tenant_id: str, record: Item | None = None) -> Promise | None:
        """What was promised to the same Idempotency-Key; `record` when the transaction has shown it already.

        Raises:
            IdempotencyMismatch: the key came with another request.
        """
        if context.idempotency is None:
            return None
        key = {"PK": keys.partition(tenant_id), "SK": context.idempotency.sort_key}
        found = record or self.instances.table.get(key)
        if found is None:
            return None
        operation = self.operations.find(context.idempotency.replayed(found)["operationId"])
        instance = self.instances.get(tenant_id)
        return self.waited(context, Promise(instance, operation)) if operation and instance else None

    def waited(self, context: RequestContext, promise: Promise) -> Promise:
        """The promise when it has been kept, or as it stands when the caller will wait no longer."""
        operation = self.operations.wait(promise.operation, context.wait)
        if operation is promise.operation:
            return promise
        return Promise(self.instances.get(operation.tenant_id) or promise.instance, operation)
