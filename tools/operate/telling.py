"""How the findings of the duty are told: differences between tables, operations that are stuck."""

from collections.abc import Sequence
from datetime import datetime

from operate import trace
from operate.copy_back import Difference, Verdict, kinds
from operate.stuck import Stuck
from operate.text import age, columns

_SHOWN_KEYS = 50


def compared(found: Sequence[Difference]) -> str:
    """How many items of each kind are missing, differ, are the same, have expired."""
    rows = [
        (verdict.value, str(sum(kind.values())), ", ".join(f"{name} {many}" for name, many in sorted(kind.items())))
        for verdict, kind in kinds(found).items()
    ]
    return columns([("", "items", "of which"), *rows])


def which(found: Sequence[Difference]) -> str:
    """The keys of what is missing or differs, the first fifty."""
    changed = [one for one in found if one.verdict in (Verdict.MISSING, Verdict.DIFFERS)]
    more = f"… and {len(changed) - _SHOWN_KEYS} more\n" if len(changed) > _SHOWN_KEYS else ""
    return "".join(f"{one.verdict}  {one.key}\n" for one in changed[:_SHOWN_KEYS]) + more


def where_it_stands(one: Stuck, now: datetime) -> str:
    """An operation that is stuck, in four lines; the last is for Logs Insights."""
    late = f", past its deadline by {age(now - one.deadline)}" if now > one.deadline else ""
    stands = f"step {one.step} {one.step_status}, attempt {one.attempts}" if one.step else "no worker has begun a step"
    query = " ".join(trace.query(one.operation).splitlines())
    said = f": {one.message}" if one.message else ""
    return (
        f"{one.operation}  {one.kind} {one.status}, open for {age(now - one.since)}{late}\n"
        f"  tenant {one.tenant}\n"
        f"  {stands}{said}\n"
        f"  logs: {query}\n"
    )
