"""The envelopes of messages: an event (a fact, on the bus) and a command (a request, on a queue)."""

import json
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from chassis.runtime.records import dataclass

SCHEMA_VERSION = 1


class MalformedMessage(ValueError):
    """A message that our consumers cannot read; it belongs in the dead-letter queue."""


@dataclass(frozen=True)
class Event:
    """A fact that a service announced.

    Attributes:
        name: e.g. `TENANT_CREATED` (EventBridge detail-type).
        source: e.g. `bbws.tenants`.
        tenant_id: the tenant that it concerns.
        data: ids and facts, as JSON.
        correlation_id: the trace it belongs to.
        event_id: the same for every delivery of the same fact.
        occurred_at: ISO-8601.
    """

    name: str
    source: str
    tenant_id: str
    data: Mapping[str, Any]
    correlation_id: str
    event_id: str
    occurred_at: str

    def detail(self) -> dict[str, Any]:
        """The event's EventBridge detail."""
        return {
            "eventId": self.event_id,
            "eventType": self.name,
            "schemaVersion": SCHEMA_VERSION,
            "tenantId": self.tenant_id,
            "timestamp": self.occurred_at,
            "correlationId": self.correlation_id,
            "payload": dict(self.data),
        }

    @classmethod
    def from_queue(cls, body: str) -> "Event":
        """Read the event from an EventBridge envelope that a rule put into a queue.

        Raises:
            MalformedMessage: the body is no event, or has a newer schema.
        """
        try:
            envelope = json.loads(body)
            detail = envelope["detail"]
            _require_version(detail)
            return cls(
                name=envelope["detail-type"],
                source=envelope["source"],
                tenant_id=detail["tenantId"],
                data=detail["payload"],
                correlation_id=detail["correlationId"],
                event_id=detail["eventId"],
                occurred_at=detail["timestamp"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise MalformedMessage(f"not an event of ours: {error}") from None


@dataclass(frozen=True)
class Command:
    """A request on a queue; it carries only ids, and the consumer reads the current state.

    Attributes:
        name: e.g. `SITE_CREATION_REQUEST`.
        payload: ids.
        correlation_id: the trace it belongs to.
        idempotency_key: the same for every delivery of the same request.
        requested_at: ISO-8601.
    """

    name: str
    payload: Mapping[str, str]
    correlation_id: str
    idempotency_key: str
    requested_at: str = field(default="")

    @property
    def operation_id(self) -> str:
        """The id of the operation to carry out.

        Raises:
            MalformedMessage: the command names no operation.
        """
        try:
            return self.payload["operationId"]
        except (KeyError, TypeError):
            raise MalformedMessage(f"{self.name} names no operation") from None

    def body(self) -> dict[str, Any]:
        """The message body (domain §5.1)."""
        return {
            "messageType": self.name,
            "schemaVersion": SCHEMA_VERSION,
            "correlationId": self.correlation_id,
            "timestamp": self.requested_at,
            "idempotencyKey": self.idempotency_key,
            "payload": dict(self.payload),
        }

    @classmethod
    def from_queue(cls, body: str) -> "Command":
        """Read the command from a message body.

        Raises:
            MalformedMessage: the body is no command, or has a newer schema.
        """
        try:
            found = json.loads(body)
            _require_version(found)
            return cls(
                name=found["messageType"],
                payload=found["payload"],
                correlation_id=found["correlationId"],
                idempotency_key=found["idempotencyKey"],
                requested_at=found["timestamp"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise MalformedMessage(f"not a command of ours: {error}") from None


def _require_version(message: Mapping[str, Any]) -> None:
    if message["schemaVersion"] > SCHEMA_VERSION:
        raise ValueError(f"schema version {message['schemaVersion']} is newer than {SCHEMA_VERSION}")
