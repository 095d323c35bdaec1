"""Formats Terraform plans: which resources change and how. It prints no values, because values may be secret."""

from collections.abc import Iterator, Mapping
from typing import Any

type Plan = Mapping[str, Any]  # output of `terraform show -json`

_ACTION_NAMES = {
    ("create",): "+ create",
    ("update",): "~ update",
    ("delete",): "- destroy",
    ("delete", "create"): "± replace",
    ("create", "delete"): "± replace",
    ("forget",): ". forget",
}


def list_changes(plan: Plan) -> list[tuple[str, str]]:
    """List action and address of every resource that a plan changes, sorted by address."""
    return sorted(_read_changes(plan), key=lambda change: change[1])


def _read_changes(plan: Plan) -> Iterator[tuple[str, str]]:
    for resource in plan.get("resource_changes", []):
        actions = tuple(resource["change"]["actions"])
        if actions in (("no-op",), ("read",)):
            continue
        yield _ACTION_NAMES.get(actions, " ".join(actions)), resource["address"]


def list_drift(plan: Plan) -> list[tuple[str, str]]:
    """List the resources that differ from their declaration: changed by hand, or never applied."""
    found = dict.fromkeys(list_changes(plan))
    for resource in plan.get("resource_drift", []):
        actions = tuple(resource["change"]["actions"])
        sign = "- gone" if actions == ("delete",) else "~ changed outside"
        found.setdefault((sign, resource["address"]))
    return sorted(found, key=lambda change: change[1])


def format_comment(plans: Mapping[str, Plan]) -> str:
    """Format the plans of several stacks as a pull request comment."""
    return "\n".join(
        ["## Terraform plan", "", *_format_sections({name: list_changes(plan) for name, plan in plans.items()})]
    )


def format_drift_issue(environment: str, plans: Mapping[str, Plan]) -> str:
    """Format the issue about drift; empty when nothing drifted."""
    found = {name: drift for name, plan in plans.items() if (drift := list_drift(plan))}
    if not found:
        return ""
    intro = [
        f"`{environment}` differs from what its stacks declare.",
        "",
        "Add the change to Terraform, or revert it: `make deploy stack=… env=" + environment + "`.",
        "",
    ]
    return "\n".join([*intro, *_format_sections(found)])


def _format_sections(found: Mapping[str, list[tuple[str, str]]]) -> Iterator[str]:
    for name, lines in sorted(found.items()):
        destroyed = sum(sign.startswith(("-", "±")) for sign, _ in lines)
        warning = f", **{destroyed} destroyed or replaced**" if destroyed else ""
        yield f"### {name}: {len(lines)} changes{warning}" if lines else f"### {name}: no changes"
        yield ""
        if lines:
            yield from ["```diff", *(f"{sign[0]} {sign[2:]} {address}" for sign, address in lines), "```", ""]
