"""Formats differences between tables and stuck operations for a terminal."""

from collections.abc import Sequence
from datetime import datetime

from operate import trace
from operate.copy_back import Difference, Verdict, count_by_verdict
from operate.stuck_operations import StuckOperation
from operate.text import format_age, format_table

_SHOWN_KEYS = 50


def format_comparison(found: Sequence[Difference]) -> str:
    """Format how many items of each kind are missing, differ, are equal or have expired."""
    rows = [
        (verdict.value, str(sum(kind.values())), ", ".join(f"{name} {many}" for name, many in sorted(kind.items())))
        for verdict, kind in count_by_verdict(found).items()
    ]
    return format_table([("", "items", "of which"), *rows])


def format_keys(found: Sequence[Difference]) -> str:
    """Format the keys of the first 50 items that are missing or differ."""
    changed = [one for one in found if one.verdict in (Verdict.MISSING, Verdict.DIFFERS)]
    more = f"… and {len(changed) - _SHOWN_KEYS} more\n" if len(changed) > _SHOWN_KEYS else ""
    return "".join(f"{one.verdict}  {one.key}\n" for one in changed[:_SHOWN_KEYS]) + more


def format_stuck_operation(one: StuckOperation, now: datetime) -> str:
    """Format a stuck operation in four lines; the last is a query for Logs Insights."""
    late = f", past its deadline by {format_age(now - one.deadline)}" if now > one.deadline else ""
    step = f"step {one.step} {one.step_status}, attempt {one.attempts}" if one.step else "no worker has started a step"
    query = " ".join(trace.build_query(one.operation).splitlines())
    message = f": {one.message}" if one.message else ""
    return (
        f"{one.operation}  {one.kind} {one.status}, open for {format_age(now - one.since)}{late}\n"
        f"  tenant {one.tenant}\n"
        f"  {step}{message}\n"
        f"  logs: {query}\n"
    )
