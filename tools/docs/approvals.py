"""Writes the table of docs/delivery.md: which branches may use GitHub's environments, and who approves."""

from pathlib import Path
from typing import Any

import yaml

DECLARED = Path(__file__).resolve().parents[2] / ".github" / "environments.yaml"


def format_approvals(_: str) -> str:
    """Format one row per set of rules, from .github/environments.yaml."""
    rows: dict[str, list[str]] = {}
    for name, rules in yaml.safe_load(DECLARED.read_text()).items():
        rows.setdefault(_format_rules(rules), []).append(f"`{name}`")
    lines = [f"| {' '.join(names)} | {rules} |" for rules, names in rows.items()]
    return "\n".join(["| environments | branches | approval by |", "|---|---|---|", *lines])


def _format_rules(rules: dict[str, Any]) -> str:
    refs = ", ".join(f"`{ref.removeprefix('refs/heads/')}`" for ref in rules["refs"])
    approval = " or ".join(f"`{team}`" for team in rules.get("approvers", [])) or "nobody"
    return f"{refs} | {approval}{', also the person who started it' if rules.get('self_review') else ''}"
