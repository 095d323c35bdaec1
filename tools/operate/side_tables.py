"""Restores a table to a point in time beside the one in use, counts its items, and deletes it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PointInTimeRecoveryDescriptionTypeDef

LATEST = "latest"
_SEPARATOR = "-at-"
_TIME_FORMAT = "%Y%m%dT%H%M%SZ"
_POLL_SECONDS = 15
_TAGS = [{"Key": "bbws:purpose", "Value": "restored beside the table in use; delete when copied back"}]


def name_side_table(table: str, at: datetime) -> str:
    """`bbws-sites-dev` -> `bbws-sites-dev-at-20261121T031500Z`; the same time gives the same name."""
    return f"{table}{_SEPARATOR}{at.astimezone(UTC).strftime(_TIME_FORMAT)}"


def find_source_table(side: str) -> str:
    """Find the table in use that a side table was restored from.

    Raises:
        CommandError: it is not the name of a side table.
    """
    table, mark, _ = side.rpartition(_SEPARATOR)
    if not mark:
        raise CommandError(
            f"{side} is not a side table: their names are <table>{_SEPARATOR}<time>; `restore-table` creates them."
        )
    return table


def parse_time(text: str) -> datetime:
    """Parse a point in time: ISO 8601 with a time zone.

    Raises:
        CommandError: it is not a time, or has no time zone.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is not a time: write 2026-11-21T03:15:00Z.") from error
    if at.tzinfo is None:
        raise CommandError(f"{text} has no time zone: write {text}Z for UTC, or {text}+02:00 for SAST.")
    return at.astimezone(UTC)


def restore(table: str, wanted: str, dynamodb: "DynamoDBClient") -> str:
    """Start the restore of a side table, or find one that was started. Return its name. It has no indexes.

    `wanted` is ISO 8601 or `latest`, the newest point that AWS can restore, about five minutes ago.

    Raises:
        CommandError: the table has no point-in-time recovery, or none to that time.
    """
    window = _get_recovery_window(table, dynamodb)
    first, last = (window[name].astimezone(UTC) for name in ("EarliestRestorableDateTime", "LatestRestorableDateTime"))
    at = last if wanted == LATEST else parse_time(wanted)
    side = name_side_table(table, at)
    if _get_status(side, dynamodb):
        return side
    if not first <= at <= last:
        raise CommandError(
            f"{table} can be restored to {_format_time(first)} … {_format_time(last)}, not {_format_time(at)}."
        )
    dynamodb.restore_table_to_point_in_time(
        SourceTableName=table, TargetTableName=side, RestoreDateTime=at, GlobalSecondaryIndexOverride=[]
    )
    return side


def wait_until_ready(side: str, dynamodb: "DynamoDBClient", report: Callable[[str], None]) -> None:
    """Wait until the side table can be read. AWS takes 20 minutes or more; it is safe to stop and run this again."""
    while (status := _get_status(side, dynamodb)) != "ACTIVE":
        if not status:
            raise CommandError(f"{side} is gone: it was deleted, or the restore failed. Check the AWS console.")
        report(f"{side}: {status.lower()}")
        time.sleep(_POLL_SECONDS)
    arn = dynamodb.describe_table(TableName=side)["Table"]["TableArn"]
    dynamodb.tag_resource(ResourceArn=arn, Tags=_TAGS)  # type: ignore[arg-type] # plain dicts of the right shape


def count_items(side: str, dynamodb: "DynamoDBClient") -> int:
    """Count the items by a scan, because the count of DescribeTable is hours old."""
    pages = dynamodb.get_paginator("scan").paginate(TableName=side, Select="COUNT")
    return sum(page["Count"] for page in pages)


def delete_side_table(side: str, dynamodb: "DynamoDBClient") -> None:
    """Delete a side table. The name protects tables in use."""
    find_source_table(side)
    if not _get_status(side, dynamodb):
        raise CommandError(f"{side} does not exist: it may be deleted already.")
    dynamodb.delete_table(TableName=side)


def check_ready(side: str, dynamodb: "DynamoDBClient") -> None:
    """Check that a side table can be read.

    Raises:
        CommandError: it is missing or not ready.
    """
    if _get_status(side, dynamodb) != "ACTIVE":
        raise CommandError(f"{side} is not ready: run `restore-table` again to continue waiting.")


def _get_status(table: str, dynamodb: "DynamoDBClient") -> str:
    try:
        return dynamodb.describe_table(TableName=table)["Table"].get("TableStatus", "")
    except dynamodb.exceptions.ResourceNotFoundException:
        return ""


def _get_recovery_window(table: str, dynamodb: "DynamoDBClient") -> "PointInTimeRecoveryDescriptionTypeDef":
    try:
        response = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    except (dynamodb.exceptions.TableNotFoundException, dynamodb.exceptions.ResourceNotFoundException) as error:
        raise CommandError(f"table {table} does not exist: check --table and --env.") from error
    window = response.get("PointInTimeRecoveryDescription", {})
    if window.get("PointInTimeRecoveryStatus") != "ENABLED":
        raise CommandError(f"{table} has no point-in-time recovery: only a backup can help.")
    return window


def _format_time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
