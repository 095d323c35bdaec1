"""Operations that are open for longer than they should be, from the sparse index of what has not ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SETTLED = ("COMPLETED", "PENDING")


@dataclass(frozen=True)
class Stuck:
    """One of them, and the step at which it stands ("" when no worker has begun)."""

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


def stuck(table: str, types: Sequence[str], before: datetime, tables: "DynamoDBClient") -> list[Stuck]:
    """Those that were promised before `before` and have not ended; the oldest first.

    The index is sorted by the last sign of life, which reconcilers renew: so the whole of it is read, and it holds
    only what is open.
    """
    found = [one for kind in types for one in _open(table, kind, tables) if one.since < before]
    return sorted(found, key=lambda one: one.since)


def _open(table: str, kind: str, tables: "DynamoDBClient") -> Iterator[Stuck]:
    pages = tables.get_paginator("query").paginate(
        TableName=table,
        IndexName="ACTIVE",
        KeyConditionExpression="ACTIVE = :kind",
        ExpressionAttributeValues={":kind": {"S": f"ACTIVE#{kind}"}},
    )
    for page in pages:
        yield from map(_read, page["Items"])


def _read(item: dict[str, Any]) -> Stuck:
    steps = [step["M"] for step in item["steps"]["L"]]
    at: dict[str, Any] = next((step for step in steps if step["status"]["S"] not in _SETTLED), {})
    return Stuck(
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
