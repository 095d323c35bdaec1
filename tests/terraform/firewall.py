"""Plays a request against the planned rules of a firewall, as AWS documents WAF's statements.

Of AWS's managed groups only the rule about the length of bodies is played, which is documented to the byte. What the
others find is AWS's secret: docs/decisions/0044 lists what is to be proved on AWS.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

INSPECTED_BODY = 8 * 1024  # bytes: SizeRestrictions_BODY of AWSManagedRulesCommonRuleSet
type Statement = Mapping[str, Any]


@dataclass(frozen=True)
class Request:
    """What a firewall sees of a request; names of headers are in small letters."""

    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body_bytes: int = 0


def find_refusal(rules: Iterable[Statement], request: Request) -> str | None:
    """Find the rule that refuses one request that is within its limits; None when it passes."""
    for rule in sorted(rules, key=lambda rule: rule["priority"]):
        (statement,) = rule["statement"]
        for group in statement["managed_rule_group_statement"]:
            if _refuses_length(group, request):
                return str(rule["name"])
        if statement["managed_rule_group_statement"] or statement["rate_based_statement"]:
            continue
        if any(it["block"] for it in rule["action"]) and matches(statement, request):
            return str(rule["name"])
    return None


def find_limits(rules: Iterable[Statement], request: Request) -> set[str]:
    """Find the limits per address that count a request."""
    return {
        rule["name"]
        for rule in rules
        for limit in rule["statement"][0]["rate_based_statement"]
        if all(matches(it, request) for it in limit["scope_down_statement"])
    }


def matches(statement: Statement, request: Request) -> bool:
    """Whether a statement of ours matches.

    Raises:
        ValueError: a kind of statement that is not known here.
    """
    (kind,) = [name for name, value in statement.items() if value]
    (said,) = statement[kind]
    if kind == "not_statement":
        return not matches(said["statement"][0], request)
    if kind in ("and_statement", "or_statement"):
        found = [matches(it, request) for it in said["statement"]]
        return all(found) if kind == "and_statement" else any(found)
    text = _transform(_read_field(said["field_to_match"][0], request), said["text_transformation"])
    if kind == "byte_match_statement" and said["positional_constraint"] == "CONTAINS":
        return said["search_string"] in text
    if kind == "regex_match_statement":
        return bool(re.search(said["regex_string"], text))
    raise ValueError(f"not known here: {kind}")


def _read_field(part: Statement, request: Request) -> str:
    if part["single_header"]:
        return request.headers.get(part["single_header"][0]["name"], "")
    return request.path if part["uri_path"] else request.query


def _transform(text: str, transformations: Iterable[Statement]) -> str:
    spelled = {
        "NONE": lambda it: it,
        "URL_DECODE_UNI": unquote,
        "NORMALIZE_PATH": lambda it: re.sub("//+", "/", posixpath.normpath(it)) if it else it,
        "LOWERCASE": str.lower,
    }
    for one in sorted(transformations, key=lambda it: it["priority"]):
        text = spelled[one["type"]](text)
    return text


def _refuses_length(group: Statement, request: Request) -> bool:
    counted = {it["name"] for it in group["rule_action_override"] if it["action_to_use"][0]["count"]}
    long = request.body_bytes > INSPECTED_BODY
    return long and group["name"] == "AWSManagedRulesCommonRuleSet" and "SizeRestrictions_BODY" not in counted
