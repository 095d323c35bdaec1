"""Sets how a change reaches a branch, as `.github/branch-protection.yaml` declares it, and reads it back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from deploy.github import NotFoundError

ROOT = Path(__file__).parents[2]
type Call = Callable[..., dict[str, Any]]


def put_protection(repository: str, call: Call) -> None:
    """Protect every declared branch; needs an administrator of the repository."""
    for branch, declared in _read().items():
        call("PUT", f"repos/{repository}/branches/{branch}/protection", _build(declared))


def find_differences(repository: str, call: Call, *, as_administrator: bool) -> Iterator[str]:
    """Describe what GitHub has instead. Only an administrator may see the rules for pull requests."""
    for branch, declared in _read().items():
        path = f"repos/{repository}/branches/{branch}"
        found = list(_compare_summary(call("GET", path), declared))
        if as_administrator and not found:
            found = list(_compare_rules(_get(call, f"{path}/protection"), _build(declared)))
        yield from (f"{branch}: {difference}" for difference in found)


def describe() -> str:
    """Describe the declared branches, one per line."""
    return "".join(
        f"{branch}: pull requests only; {it['approvals']} approval; after {', '.join(it['checks'])}\n"
        for branch, it in _read().items()
    )


def _read() -> dict[str, dict[str, Any]]:
    declared: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / ".github" / "branch-protection.yaml").read_text())
    return declared


def _build(declared: dict[str, Any]) -> dict[str, Any]:
    """Build the body of GitHub's request."""
    return {
        "required_status_checks": {"strict": True, "contexts": declared["checks"]},
        "enforce_admins": True,
        "required_pull_request_reviews": {
            "required_approving_review_count": declared["approvals"],
            "require_code_owner_reviews": True,
            "dismiss_stale_reviews": True,
        },
        "restrictions": None,
        "allow_force_pushes": False,
        "allow_deletions": False,
    }


def _compare_summary(branch: dict[str, Any], declared: dict[str, Any]) -> Iterator[str]:
    """Compare what everybody may see who may read the repository."""
    checks = branch.get("protection", {}).get("required_status_checks", {})
    if not branch["protected"]:
        yield "anybody who may write may push to it"
    elif set(checks.get("contexts", [])) != set(declared["checks"]):
        yield f"needs {', '.join(checks.get('contexts', [])) or 'no check'}, not {', '.join(declared['checks'])}"
    elif checks.get("enforcement_level") != "everyone":
        yield "administrators may skip the checks"


def _compare_rules(found: dict[str, Any], wanted: dict[str, Any]) -> Iterator[str]:
    reviews = found.get("required_pull_request_reviews") or {}
    for rule, value in wanted["required_pull_request_reviews"].items():
        if reviews.get(rule) != value:
            yield f"{rule} is {reviews.get(rule)}, not {value}"
    for rule in ("enforce_admins", "allow_force_pushes", "allow_deletions"):
        if found.get(rule, {}).get("enabled") != wanted[rule]:
            yield f"{rule} is {found.get(rule, {}).get('enabled')}, not {wanted[rule]}"
    if not (found.get("required_status_checks") or {}).get("strict"):
        yield "a pull request may be behind the branch"


def _get(call: Call, path: str) -> dict[str, Any]:
    try:
        return call("GET", path)
    except NotFoundError:
        return {}
