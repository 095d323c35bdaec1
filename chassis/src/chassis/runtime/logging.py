"""The one logger: JSON lines with allow-listed fields, no event dumps, people only as keyed hashes."""

import hashlib
import hmac
import os
from collections.abc import Callable
from functools import wraps
from typing import Any

from aws_lambda_powertools import Logger

from chassis.runtime.failures import describe_failure

FIELDS = frozenset(
    {
        *("act", "status", "code", "duration_ms", "trace_id", "caller", "route", "function"),
        *("tenant_id", "instance_id", "site_id", "template_id", "operation_id", "operation_type", "step", "attempt"),
        *("queue", "event_type", "event_id", "message_id", "outcome", "count", "cause", "service_name"),
        *("error", "frames", "aws", "causes"),  # a failure, see `chassis.runtime.failures`
    }
)


type Handler = Callable[[Any, Any], Any]


class UnlistedFieldError(ValueError):
    """A log line carries a field that nobody has decided to log."""


class FunctionFailed(RuntimeError):
    """A function failed; Lambda's runtime logs this instead of the cause, whose text may hold personal data."""


class Log:
    """Logs an event with fields: `log.info("create_site", tenant_id=…)`; the trace id is a field like the others.

    A field `error` is an exception; the record says its type, its place, what AWS answered, and its causes.
    """

    def __init__(self, service: str) -> None:
        self._logger = Logger(service=service, level=os.environ.get("LOG_LEVEL", "INFO"), utc=True)

    def info(self, event: str, **fields: object) -> None:
        """Something happened as it should."""
        self._logger.info(event, extra=_listed(fields))

    def warning(self, event: str, **fields: object) -> None:
        """Something needs an eye, but heals by itself."""
        self._logger.warning(event, extra=_listed(fields))

    def error(self, event: str, **fields: object) -> None:
        """Something needs a person."""
        self._logger.error(event, extra=_listed(fields))


def log_failures(service: str) -> Callable[[Handler], Handler]:
    """Decorate a `lambda_handler`: log whatever it raises as `function_failed`, and fail the invocation.

    Raises:
        FunctionFailed: by the decorated function.
    """
    log = Log(service)

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        def logged(event: Any, context: Any) -> Any:  # noqa: ANN401 - as Lambda calls it
            try:
                return handler(event, context)
            except Exception as error:  # any error: the record says more than Lambda's runtime, and no text
                log.error("function_failed", error=error)
            raise FunctionFailed("The log record before this one says why.")

        return logged

    return decorate


def _listed(fields: dict[str, object]) -> dict[str, object]:
    unlisted = set(fields) - FIELDS
    if unlisted:
        raise UnlistedFieldError(f"not on the list of loggable fields: {', '.join(sorted(unlisted))}")
    error = fields.get("error")
    told = fields | describe_failure(error) if isinstance(error, BaseException) else fields
    return {name: value for name, value in told.items() if value is not None}


def pseudonym(person: str) -> str:
    """A stable stand-in for a person in logs; cannot be turned back without the key (LOG_HASH_KEY)."""
    key = os.environ.get("LOG_HASH_KEY", "").encode()
    return hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:16]
