"""The one logger: JSON lines with allow-listed fields, no event dumps, people only as keyed hashes."""

import hashlib
import hmac
import os

from aws_lambda_powertools import Logger

FIELDS = frozenset(
    {
        *("act", "status", "code", "duration_ms", "trace_id", "caller", "route", "function"),
        *("tenant_id", "instance_id", "site_id", "template_id", "operation_id", "operation_type", "step", "attempt"),
        *("queue", "event_type", "event_id", "message_id", "outcome", "count", "error", "cause", "service_name"),
    }
)


class UnlistedFieldError(ValueError):
    """A log line carries a field that nobody has decided to log."""


class Log:
    """Logs an event with fields: `log.info("create_site", tenant_id=…)`; the trace id is a field like the others."""

    def __init__(self, service: str) -> None:
        self._logger = Logger(service=service, level=os.environ.get("LOG_LEVEL", "INFO"), utc=True)

    def info(self, event: str, **fields: object) -> None:
        """Something happened as it should."""
        self._logger.info(event, extra=_listed(fields))

    def warning(self, event: str, **fields: object) -> None:
        """Something needs an eye, but heals by itself."""
        self._logger.warning(event, extra=_listed(fields))

    def error(self, event: str, **fields: object) -> None:
        """Something needs a person; of an exception only type and place are logged: its text may hold personal data."""
        self._logger.error(event, extra=_listed(fields))


def _listed(fields: dict[str, object]) -> dict[str, object]:
    unlisted = set(fields) - FIELDS
    if unlisted:
        raise UnlistedFieldError(f"not on the list of loggable fields: {', '.join(sorted(unlisted))}")
    return {name: value for name, value in fields.items() if value is not None}


def pseudonym(person: str) -> str:
    """A stable stand-in for a person in logs; cannot be turned back without the key (LOG_HASH_KEY)."""
    key = os.environ.get("LOG_HASH_KEY", "").encode()
    return hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:16]


def describe_exception(error: BaseException) -> str:
    """Type and place of an exception, e.g. `KeyError at site_dao.py:41`; not its text."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"
