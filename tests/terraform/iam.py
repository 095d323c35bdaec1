"""Evaluates IAM policies as AWS does for one principal: an explicit denial wins, and nothing is allowed by default."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

type Statement = Mapping[str, Any]
type Context = Mapping[str, str | list[str]]

IMPLIED = yaml.safe_load((Path(__file__).parent / "implied.yaml").read_text())


def is_allowed(
    statements: Iterable[Statement], action: str, resource: str = "*", context: Context | None = None
) -> bool:
    """Whether a policy allows an action on a resource. `context` holds the condition keys of the request."""
    effects = {it["Effect"] for it in statements if _applies(it, action, resource, context or {})}
    return effects == {"Allow"}


def _applies(statement: Statement, action: str, resource: str, context: Context) -> bool:
    return (
        any(_matches(pattern.lower(), action.lower()) for pattern in as_list(statement["Action"]))
        and any(_matches(pattern, resource) for pattern in as_list(statement.get("Resource", "*")))
        and not any(_matches(pattern, resource) for pattern in as_list(statement.get("NotResource", [])))
        and all(
            _holds(operator, as_list(context.get(key, [])), as_list(values))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _holds(operator: str, found: list[str], wanted: list[str]) -> bool:
    """Whether a condition holds. Without the key, only a negated operator does; `Null` asks whether it is there."""
    if operator == "Null":
        return (not found) is (wanted == ["true"])
    compare = OPERATORS[operator.removeprefix("ForAnyValue:")]
    hits = (compare(pattern, value) for pattern in wanted for value in found)
    return not any(hits) if "Not" in operator else any(hits)


def implied(action: str) -> list[tuple[str, str, Context]]:
    """What AWS asks of the caller of an action besides: action, resource or KEY, condition keys."""
    rows = [row for pattern, them in IMPLIED.items() if _matches(pattern, action) for row in them]
    via = {"kms:ViaService": f"{action.partition(':')[0]}.{{region}}.amazonaws.com"}
    return [(act, resource, via if resource == "KEY" else dict(*keys)) for act, resource, *keys in rows]


def open_to(statements: Iterable[Statement], service: str) -> list[Statement]:
    """The statements of a resource's policy that name the principal of a service."""
    return [it for it in statements if service in as_list(it["Principal"].get("Service", []))]


def as_list(value: str | list[str]) -> list[str]:
    """The values of an element that may also be one text."""
    return [value] if isinstance(value, str) else list(value)


def _matches(pattern: str, text: str) -> bool:
    return _compile(pattern).fullmatch(text) is not None


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."))


OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": str.__eq__,
    "StringLike": _matches,
    "ArnLike": _matches,
    "ArnNotEquals": _matches,
    "ArnNotLike": _matches,
    "Bool": str.__eq__,
}
