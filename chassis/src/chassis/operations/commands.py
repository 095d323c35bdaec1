"""The message that asks a queue's consumer to carry an operation out."""

from chassis.messaging.envelopes import Command
from chassis.operations.operation import Operation
from chassis.operations.workflow import command_name


def command_of(operation: Operation) -> Command:
    """The request to begin, or to go on; the same for every delivery of it (domain §5.1)."""
    payload = {
        "tenantId": operation.tenant_id,
        f"{operation.resource_type.lower()}Id": operation.resource_id,
        "operationId": operation.operation_id,
    }
    name = command_name(operation.operation_type)
    return Command(name, payload, operation.correlation_id, operation.operation_id)
