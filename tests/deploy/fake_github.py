"""The part of GitHub's API that holds environments and the protection of main, in memory.

`ignores` lists keys of an environment that GitHub accepts and forgets, as it does outside paid plans.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from deploy.github import NotFoundError

ENVIRONMENT = re.compile(
    r"repos/[^/]+/[^/]+/environments/([^/]+)(?:/(variables|deployment-branch-policies)(?:/(.+))?)?"
)

BRANCH = re.compile(r"repos/[^/]+/[^/]+/branches/main(/protection)?")


@dataclass
class FakeGitHub:
    """Answers as GitHub does; `fixed` has the answers outside environments, `teams` the slug per id."""

    fixed: dict[str, Any]
    teams: dict[int, str]
    ignores: set[str] = field(default_factory=set)
    environments: dict[str, dict[str, Any]] = field(default_factory=dict)
    protection: dict[str, Any] = field(default_factory=dict)  # of main, as it was set

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Stands in for `deploy.github.call`."""
        path = path.partition("?")[0]
        if path in self.fixed:
            return self.fixed[path]
        if branch := BRANCH.fullmatch(path):
            return self._call_branch(method, branch[1], body)
        found = ENVIRONMENT.fullmatch(path)
        if not found:
            raise NotFoundError(f"GitHub refused {method} {path}: Not Found (HTTP 404)")
        name, kind, one = found.groups()
        if (method, kind) == ("PUT", None):
            self._put(name, body or {})
        if name not in self.environments:
            raise NotFoundError(f"GitHub refused {method} {path}: Not Found (HTTP 404)")
        if kind == "variables" and method in ("POST", "PATCH"):
            self.environments[name]["variables"][one or body["name"]] = body["value"]
        if kind == "deployment-branch-policies":
            self._change_policies(method, self.environments[name]["policies"], one, body)
        return self._show(self.environments[name], kind)

    def _call_branch(self, method: str, rules: str | None, body: dict[str, Any] | None) -> dict[str, Any]:
        """Answer for main: everybody sees a summary, administrators see all rules."""
        if method == "PUT":
            self.protection = {key: value for key, value in (body or {}).items() if key not in self.ignores}
        checks = self.protection.get("required_status_checks") or {}
        level = "everyone" if self.protection.get("enforce_admins") else "non_admins"
        if not rules:
            summary = {"required_status_checks": {"contexts": checks.get("contexts", []), "enforcement_level": level}}
            return {"protected": bool(self.protection), "protection": summary}
        switches = ("enforce_admins", "allow_force_pushes", "allow_deletions")
        return {**self.protection, **{name: {"enabled": self.protection.get(name, False)} for name in switches}}

    def _change_policies(self, method: str, policies: dict[int, Any], one: str | None, body: Any) -> None:
        if method == "POST":
            policies[len(policies) + 1] = body
        if method == "DELETE":
            del policies[int(one)]

    def _put(self, name: str, body: dict[str, Any]) -> None:
        before = self.environments.get(name, {"policies": {}, "variables": {}})
        kept = {key: value for key, value in body.items() if key not in self.ignores}
        self.environments[name] = {"policies": before["policies"], "variables": before["variables"], **kept}

    def _show(self, environment: dict[str, Any], kind: str | None) -> dict[str, Any]:
        if kind == "variables":
            return {"variables": [{"name": name, "value": value} for name, value in environment["variables"].items()]}
        if kind == "deployment-branch-policies":
            return {"branch_policies": [{"id": number, **it} for number, it in environment["policies"].items()]}
        reviewers = [
            {"type": "Team", "reviewer": {"slug": self.teams[it["id"]]}} for it in environment.get("reviewers", [])
        ]
        required = {
            "type": "required_reviewers",
            "prevent_self_review": environment.get("prevent_self_review", False),
            "reviewers": reviewers,
        }
        return {
            "protection_rules": [{"type": "branch_policy"}, *([required] if reviewers else [])],
            "deployment_branch_policy": environment.get("deployment_branch_policy"),
            "can_admins_bypass": environment.get("can_admins_bypass", True),
        }
