"""Traces one request or operation through the logs: a query for CloudWatch, or the lines of the local platform."""

import re
from collections.abc import Sequence
from pathlib import Path

from deploy.errors import CommandError

GROUPS = "/aws/lambda/bbws-"  # log groups of all our functions; Logs Insights accepts the prefix
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")


def build_query(operation: str = "", request: str = "") -> str:
    """Build the query to paste into Logs Insights.

    Raises:
        CommandError: no id was given, or one with characters that could change the query.
    """
    wanted = {"operation_id": operation, "trace_id": request}
    named = {field: value for field, value in wanted.items() if value}
    if not named:
        raise CommandError("add --request-id (X-Request-ID of an answer, traceId of a problem) or --operation.")
    for value in named.values():
        if not _ID.fullmatch(value):
            raise CommandError(f"{value!r} is not an id.")
    where = " or ".join(f'{field} = "{value}"' for field, value in named.items())
    shown = "@timestamp, service, message, status, code, step, attempt, cause, error, tenant_id"
    return f"fields {shown}\n| filter {where}\n| sort @timestamp asc\n| limit 500\n"


def find_lines(log: Path, wanted: Sequence[str]) -> str:
    """Find the log lines of the local platform that contain one of these ids.

    Raises:
        CommandError: the log file is missing.
    """
    if not log.exists():
        raise CommandError(f"{log} is missing: start the platform with `make run`.")
    with log.open(errors="replace") as text:
        return "".join(line for line in text if any(word in line for word in wanted))
