"""The way of one request or operation through the logs: the query for CloudWatch, the lines themselves on a laptop."""

import re
from collections.abc import Sequence
from pathlib import Path

from deploy.refusal import Refused

GROUPS = "/aws/lambda/bbws-"  # every function of ours; Logs Insights takes the prefix
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")


def query(operation: str = "", request: str = "") -> str:
    """What to paste into Logs Insights.

    Raises:
        Refused: neither id, or one that is none: it would become a part of the query.
    """
    wanted = {"operation_id": operation, "trace_id": request}
    named = {field: value for field, value in wanted.items() if value}
    if not named:
        raise Refused("say --request-id (X-Request-ID of an answer, traceId of a problem) or --operation.")
    for value in named.values():
        if not _ID.fullmatch(value):
            raise Refused(f"{value!r} is no id.")
    where = " or ".join(f'{field} = "{value}"' for field, value in named.items())
    shown = "@timestamp, service, message, status, code, step, attempt, cause, error, tenant_id"
    return f"fields {shown}\n| filter {where}\n| sort @timestamp asc\n| limit 500\n"


def lines(log: Path, wanted: Sequence[str]) -> str:
    """The log lines of the local platform that name one of these ids.

    Raises:
        Refused: there is no log.
    """
    if not log.exists():
        raise Refused(f"{log} is missing: start the platform with `make run`.")
    with log.open(errors="replace") as text:
        return "".join(line for line in text if any(word in line for word in wanted))
