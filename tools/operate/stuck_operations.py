"""Lists operations that have been open for too long, from the sparse index of active operations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SETTLED = ("COMPLETED", "PENDING")


@dataclass(frozen=True)
class StuckOperation:
    """An operation and its current step ("" when no worker has started)."""

    operation: str
    kind: str
    status: str
    tenant: str
    since: datetime
    deadline: datetime
    step: str
    step_status: str
    attempts: int
    message: str


def list_stuck_operations(
    table: str, types: Sequence[str], before: datetime, dynamodb: "DynamoDBClient"
) -> list[StuckOperation]:
    """List the active operations that were accepted before `before`, oldest first.

    The index is sorted by the last heartbeat, which reconcilers renew. So the whole index is read; it contains
    active operations only.
    """
    found = [
        operation for kind in types for operation in _query_open(table, kind, dynamodb) if operation.since < before
    ]
    return sorted(found, key=lambda operation: operation.since)


def _query_open(table: str, kind: str, dynamodb: "DynamoDBClient") -> Iterator[StuckOperation]:
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        IndexName="ACTIVE",
        KeyConditionExpression="ACTIVE = :kind",
        ExpressionAttributeValues={":kind": {"S": f"ACTIVE#{kind}"}},
    )
    for page in pages:
        yield from map(_from_item, page["Items"])


def _from_item(item: dict[str, Any]) -> StuckOperation:
    steps = [step["M"] for step in item["steps"]["L"]]
    at: dict[str, Any] = next((step for step in steps if step["status"]["S"] not in _SETTLED), {})
    return StuckOperation(
        operation=item["operationId"]["S"],
        kind=item["operationType"]["S"],
        status=item["status"]["S"],
        tenant=item["tenantId"]["S"],
        since=datetime.fromisoformat(item["createdAt"]["S"]),
        deadline=datetime.fromisoformat(item["deadline"]["S"]),
        step=at.get("name", {}).get("S", ""),
        step_status=at.get("status", {}).get("S", ""),
        attempts=int(at.get("attempts", {}).get("N", "0")),
        message=at.get("message", {}).get("S", ""),
    )
