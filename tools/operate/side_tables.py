"""A table as it was at a point in time, beside the one in use: made, counted, forgotten."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deploy.refusal import Refused

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PointInTimeRecoveryDescriptionTypeDef

LATEST = "latest"
_MARK = "-at-"
_STAMP = "%Y%m%dT%H%M%SZ"
_LOOK_SECONDS = 15
_TAGS = [{"Key": "bbws:purpose", "Value": "restored beside the table in use; delete when copied back"}]


def side_of(table: str, at: datetime) -> str:
    """`bbws-sites-dev` -> `bbws-sites-dev-at-20261121T031500Z`; the same command finds the same table again."""
    return f"{table}{_MARK}{at.astimezone(UTC).strftime(_STAMP)}"


def table_of(side: str) -> str:
    """The table in use that a side table was made from.

    Raises:
        Refused: it is no side table.
    """
    table, mark, _ = side.rpartition(_MARK)
    if not mark:
        raise Refused(f"{side} is no side table: they are called <table>{_MARK}<time>; `restore-table` makes them.")
    return table


def moment(text: str) -> datetime:
    """A point in time as people write it: ISO-8601 with its zone.

    Raises:
        Refused: it is none, or leaves open which clock it means.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{text} is no time: write 2026-11-21T03:15:00Z.") from error
    if at.tzinfo is None:
        raise Refused(f"{text} has no zone: write {text}Z for UTC, or {text}+02:00 for SAST.")
    return at.astimezone(UTC)


def restore(table: str, wished: str, tables: "DynamoDBClient") -> str:
    """Begin the side table, without indexes (nobody asks it by them), or find it begun; answer its name.

    `wished` is ISO-8601, or `latest`: what AWS can reach, about five minutes back.

    Raises:
        Refused: the table has no recovery, or none to that time.
    """
    window = _window(table, tables)
    first, last = (window[name].astimezone(UTC) for name in ("EarliestRestorableDateTime", "LatestRestorableDateTime"))
    at = last if wished == LATEST else moment(wished)
    side = side_of(table, at)
    if _status(side, tables):
        return side
    if not first <= at <= last:
        raise Refused(f"{table} can be had as of {_told(first)} to {_told(last)}, not {_told(at)}.")
    tables.restore_table_to_point_in_time(
        SourceTableName=table, TargetTableName=side, RestoreDateTime=at, GlobalSecondaryIndexOverride=[]
    )
    return side


def await_ready(side: str, tables: "DynamoDBClient", say: Callable[[str], None]) -> None:
    """Wait until it can be read; AWS takes twenty minutes and more, and whoever stops waiting may come back."""
    while (status := _status(side, tables)) != "ACTIVE":
        if not status:
            raise Refused(f"{side} is gone: somebody deleted it, or the restore failed. Look into the console.")
        say(f"{side}: {status.lower()}")
        time.sleep(_LOOK_SECONDS)
    arn = tables.describe_table(TableName=side)["Table"]["TableArn"]
    tables.tag_resource(ResourceArn=arn, Tags=_TAGS)  # type: ignore[arg-type] # plain dicts of the right shape


def count(side: str, tables: "DynamoDBClient") -> int:
    """How many items it has, counted: what DescribeTable tells is hours old."""
    pages = tables.get_paginator("scan").paginate(TableName=side, Select="COUNT")
    return sum(page["Count"] for page in pages)


def forget(side: str, tables: "DynamoDBClient") -> None:
    """Delete a side table; never one in use, for its name says that it is not."""
    table_of(side)
    if not _status(side, tables):
        raise Refused(f"there is no {side}: it may be deleted already.")
    tables.delete_table(TableName=side)


def require(side: str, tables: "DynamoDBClient") -> None:
    """It is there and can be read.

    Raises:
        Refused: not so.
    """
    if _status(side, tables) != "ACTIVE":
        raise Refused(f"{side} is not ready: run `restore-table` again, it goes on waiting.")


def _status(table: str, tables: "DynamoDBClient") -> str:
    try:
        return tables.describe_table(TableName=table)["Table"].get("TableStatus", "")
    except tables.exceptions.ResourceNotFoundException:
        return ""


def _window(table: str, tables: "DynamoDBClient") -> "PointInTimeRecoveryDescriptionTypeDef":
    try:
        told = tables.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    except (tables.exceptions.TableNotFoundException, tables.exceptions.ResourceNotFoundException) as error:
        raise Refused(f"there is no table {table}: look at --table and --env.") from error
    window = told.get("PointInTimeRecoveryDescription", {})
    if window.get("PointInTimeRecoveryStatus") != "ENABLED":
        raise Refused(f"{table} has no point-in-time recovery: only a backup can help.")
    return window


def _told(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
