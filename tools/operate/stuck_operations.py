"""Lists operations that have been open for too long, from the sparse index of active operations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chassis.operations.operation_items import SHARDS, shard

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
    """List the open operations of these types that were accepted before `before`, oldest first.

    The index is sorted by the time when the reconciler must look again. So the whole index is read; it contains the
    keys of open operations only.
    """
    found = [_from_item(item) for item in _read_open(table, dynamodb)]
    stuck = [operation for operation in found if operation.kind in types and operation.since < before]
    return sorted(stuck, key=lambda operation: operation.since)


def _read_open(table: str, dynamodb: "DynamoDBClient") -> Iterator[dict[str, Any]]:
    for number in range(SHARDS):
        pages = dynamodb.get_paginator("query").paginate(
            TableName=table,
            IndexName="ACTIVE",
            KeyConditionExpression="ACTIVE = :shard",
            ExpressionAttributeValues={":shard": {"S": shard(number)}},
        )
        for page in pages:
            for entry in page["Items"]:
                answer = dynamodb.get_item(TableName=table, Key={"PK": entry["PK"], "SK": entry["SK"]})
                if "Item" in answer:  # it may have ended since
                    yield answer["Item"]


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
