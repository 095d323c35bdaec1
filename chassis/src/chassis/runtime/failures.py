"""What a log record says of a failure: places in our code and codes of AWS, never values or texts (ADR 0030).

The text of an exception, the arguments of a call and the items of a refused write may hold personal data and secrets.
File names, functions, AWS's operations and error codes do not, and they are enough to find the cause.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

import aws_lambda_powertools

_STANDARD_LIBRARY, _LIBRARIES = Path(os.__file__).parent, Path(aws_lambda_powertools.__file__).parents[1]
_FOREIGN = (f"{_STANDARD_LIBRARY}{os.sep}", f"{_LIBRARIES}{os.sep}", "<")
_TOKEN = re.compile(r"[\w.:#/+=-]{1,100}")
_LONGEST_CHAIN, _FIRST_FRAMES, _LAST_FRAMES = 5, 10, 30


def describe_failure(error: BaseException) -> dict[str, Any]:
    """The fields of a log record about `error`.

    Returns:
        `error`: type and place (`KeyError at sites/dao/site_dao.py:41:SiteDAO.get`).
        `frames`: the calls of our code that led there, `file:line:function`, the outermost first.
        `aws`: what AWS answered: operation, code, status, requestId, retries, reasons of a cancelled transaction.
        `causes`: the same of each exception that it was raised from, the nearest first.
    """
    first, *others = map(_describe, islice(_chain(error), _LONGEST_CHAIN))
    return first | ({"causes": others} if others else {})


def describe_exception(error: BaseException) -> str:
    """Type, AWS's operation and code, and place of an exception on one line; not its text.

    For example `KeyError at sites/dao/site_dao.py:41:SiteDAO.get`.
    """
    aws = _describe_aws(error)
    words = (type(error).__name__, *(aws[name] for name in ("operation", "code") if name in aws))
    what = " ".join(dict.fromkeys(words))  # botocore names its classes by the code
    frames = _frames(error.__traceback__)
    return f"{what} at {frames[-1]}" if frames else what


def _describe(error: BaseException) -> dict[str, Any]:
    found = {"error": describe_exception(error), "frames": _frames(error.__traceback__), "aws": _describe_aws(error)}
    return {name: value for name, value in found.items() if value}


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, then those that it was raised from, each once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(trace: TracebackType | None) -> list[str]:
    """Frames of our code; of a deep recursion the first and the last ones."""
    frames = [frame for frame in _walk(trace) if frame]
    left_out = len(frames) - _FIRST_FRAMES - _LAST_FRAMES
    if left_out <= 0:
        return frames
    return [*frames[:_FIRST_FRAMES], f"{left_out} more", *frames[-_LAST_FRAMES:]]


def _walk(trace: TracebackType | None) -> Iterator[str | None]:
    while trace:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith(_FOREIGN):
            module = str(trace.tb_frame.f_globals.get("__name__", "?"))
            yield f"{module.replace('.', '/')}.py:{trace.tb_lineno}:{code.co_qualname}"
        trace = trace.tb_next


def _describe_aws(error: BaseException) -> dict[str, Any]:
    """What a botocore `ClientError` knows of its call; nothing for other exceptions."""
    response = getattr(error, "response", None)
    if not (isinstance(response, Mapping) and isinstance(response.get("Error"), Mapping)):
        return {}
    meta = response.get("ResponseMetadata", {})
    found = {
        "operation": _token(getattr(error, "operation_name", None)),
        "code": _token(response["Error"].get("Code")),
        "status": _number(meta.get("HTTPStatusCode")),
        "requestId": _token(meta.get("RequestId")),
        "retries": _number(meta.get("RetryAttempts")),
        "reasons": _codes(response.get("CancellationReasons", ())),
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _codes(reasons: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """Why a transaction was cancelled: one code per write; not the items, which AWS sends as well."""
    return [_token(reason.get("Code")) for reason in reasons]


def _token(value: object) -> str | None:
    """A code or an id as it is; anything that could be a text is left out."""
    return value if isinstance(value, str) and _TOKEN.fullmatch(value) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
