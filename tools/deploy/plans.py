"""Tells a Terraform plan to people: which resources change and how; never a value, because values may be secret."""

from collections.abc import Iterator, Mapping
from typing import Any

type Plan = Mapping[str, Any]  # the answer of `terraform show -json`

_SIGNS = {
    ("create",): "+ create",
    ("update",): "~ update",
    ("delete",): "- destroy",
    ("delete", "create"): "± replace",
    ("create", "delete"): "± replace",
    ("forget",): ". forget",
}


def changes(plan: Plan) -> list[tuple[str, str]]:
    """Action and address of every resource that a plan touches, by address."""
    return sorted(_changes(plan), key=lambda change: change[1])


def _changes(plan: Plan) -> Iterator[tuple[str, str]]:
    for resource in plan.get("resource_changes", []):
        actions = tuple(resource["change"]["actions"])
        if actions in (("no-op",), ("read",)):
            continue
        yield _SIGNS.get(actions, " ".join(actions)), resource["address"]


def drifted(plan: Plan) -> list[tuple[str, str]]:
    """What is on AWS and not as declared: by hand changed, or never applied."""
    found = dict.fromkeys(changes(plan))
    for resource in plan.get("resource_drift", []):
        actions = tuple(resource["change"]["actions"])
        sign = "- gone" if actions == ("delete",) else "~ changed outside"
        found.setdefault((sign, resource["address"]))
    return sorted(found, key=lambda change: change[1])


def comment(plans: Mapping[str, Plan]) -> str:
    """The plans of several stacks as the text of a pull request's comment."""
    return "\n".join(["## Terraform plan", "", *_sections({name: changes(plan) for name, plan in plans.items()})])


def drift_issue(environment: str, plans: Mapping[str, Plan]) -> str:
    """The text of the issue about what drifted; empty when nothing did."""
    found = {name: drift for name, plan in plans.items() if (drift := drifted(plan))}
    if not found:
        return ""
    intro = [
        f"`{environment}` is not as its stacks declare it.",
        "",
        "Take the change into Terraform, or take it back: `make deploy stack=… env=" + environment + "`.",
        "",
    ]
    return "\n".join([*intro, *_sections(found)])


def _sections(found: Mapping[str, list[tuple[str, str]]]) -> Iterator[str]:
    for name, lines in sorted(found.items()):
        destroyed = sum(sign.startswith(("-", "±")) for sign, _ in lines)
        warning = f", **{destroyed} destroyed or replaced**" if destroyed else ""
        yield f"### {name}: {len(lines)} changes{warning}" if lines else f"### {name}: no changes"
        yield ""
        if lines:
            yield from ["```diff", *(f"{sign[0]} {sign[2:]} {address}" for sign, address in lines), "```", ""]
