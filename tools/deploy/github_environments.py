"""Sets who may deploy, GitHub's environments as `.github/environments.yaml` declares them, and reads it back."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from deploy import branch_protection
from deploy.environment_files import read_settings
from deploy.errors import CommandError
from deploy.github import NotFoundError, call

ROOT = Path(__file__).parents[2]
_ROLES = {"": "deploy", "-read": "read", "-rollback": "rollback", "-tenants": "tenants"}
_BRANCH = "refs/heads/"


@dataclass(frozen=True)
class Rules:
    """Who may use an environment; .github/environments.yaml explains each word."""

    refs: frozenset[str]
    approvers: frozenset[str] = frozenset()
    self_review: bool = False
    admins_bypass: bool = False

    def __str__(self) -> str:
        approval = f"approved by one of {_join(self.approvers)}" if self.approvers else "no approval"
        alone = ", also who started the run" if self.self_review else ""
        return f"runs of {_join(self.refs)}; {approval}{alone}"

    def describe_difference(self, found: "Rules") -> Iterator[str]:
        """Describe what GitHub has instead of these rules."""
        if found.refs != self.refs:
            yield f"runs of {_join(found.refs) or 'any branch'} may use it, not only of {_join(self.refs)}"
        if found.approvers != self.approvers:
            yield f"approvers are {_join(found.approvers) or 'nobody'}, not {_join(self.approvers) or 'nobody'}"
        if found.approvers and found.self_review != self.self_review:
            yield f"who started a run may {'also' if found.self_review else 'not'} approve it"
        if found.admins_bypass:
            yield "administrators may skip the rules"


def set_environments(options: Namespace) -> str:
    """Set GitHub's environments of an environment (rules, approvers, variables) and protect main. Read all back."""
    repository = _find_repository(options.env)
    for name, role in _list_environments(options.env).items():
        path = f"repos/{repository}/environments/{name}"
        _put_rules(path, read_rules()[name], repository.partition("/")[0])
        _put_variables(f"{path}/variables", _list_variables(options.env, role))
    branch_protection.put_protection(repository, call)
    return check_environments(options, as_administrator=True)


def check_environments(options: Namespace, *, as_administrator: bool = False) -> str:
    """Compare GitHub's environments and protected branches with .github/; fail with every difference."""
    repository, wrong = _find_repository(options.env), []
    for name, role in _list_environments(options.env).items():
        path = f"repos/{repository}/environments/{name}"
        differences = list(read_rules()[name].describe_difference(_get_rules(path)))
        if as_administrator:
            differences += _compare_variables(f"{path}/variables", _list_variables(options.env, role))
        wrong += [f"{name}: {difference}" for difference in differences]
    wrong += branch_protection.find_differences(repository, call, as_administrator=as_administrator)
    if wrong:
        repair = f"Set it as an administrator: tools/bin/deploy set-github-environments --env {options.env}"
        raise CommandError("\n".join([*wrong, repair]))
    environments = "".join(f"{name}: {read_rules()[name]}\n" for name in _list_environments(options.env))
    return environments + branch_protection.describe()


def read_rules() -> dict[str, Rules]:
    """Read the declared rules: environment in GitHub → rules."""
    declared = yaml.safe_load((ROOT / ".github" / "environments.yaml").read_text())
    return {
        name: Rules(frozenset(it["refs"]), frozenset(it.get("approvers", ())), it.get("self_review", False))
        for name, it in declared.items()
    }


def _list_environments(environment: str) -> dict[str, str]:
    """Environment in GitHub → role that its jobs take."""
    return {f"{environment}{suffix}": role for suffix, role in _ROLES.items()}


def _find_repository(environment: str) -> str:
    """The repository that the roles trust. Its ids and its OIDC subject must be those of the trust."""
    names = ("repository", "repository_id", "repository_owner_id")
    repository, *declared = read_settings(ROOT, environment, "common.tfvars", *names)
    found = call("GET", f"repos/{repository}")
    if [str(found["id"]), str(found["owner"]["id"])] != declared:
        raise CommandError(
            f"{repository} has the ids {found['id']} and {found['owner']['id']}: write them into common.tfvars as "
            "`repository_id` and `repository_owner_id`, and apply the stack `account` again."
        )
    if not call("GET", f"repos/{repository}/actions/oidc/customization/sub")["use_default"]:
        raise CommandError(
            f"{repository} changes the subject of its OIDC tokens: the roles trust the default one only."
        )
    return repository


def _put_rules(path: str, rules: Rules, organisation: str) -> None:
    body: dict[str, Any] = {
        "reviewers": [{"type": "Team", "id": _find_team(organisation, team)} for team in sorted(rules.approvers)],
        "prevent_self_review": bool(rules.approvers) and not rules.self_review,
        "can_admins_bypass": False,
        "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
    }
    call("PUT", path, body)
    policies = _get_policies(path)
    wanted = {ref.removeprefix(_BRANCH) for ref in rules.refs}
    for name in sorted(wanted - policies.keys()):
        call("POST", f"{path}/deployment-branch-policies", {"name": name, "type": "branch"})
    for name in sorted(policies.keys() - wanted):
        call("DELETE", f"{path}/deployment-branch-policies/{policies[name]}")


def _find_team(organisation: str, team: str) -> int:
    try:
        return int(call("GET", f"orgs/{organisation}/teams/{team}")["id"])
    except NotFoundError:
        raise CommandError(
            f"{organisation} has no team {team}: create it with read access to the repository."
        ) from None


def _get_rules(path: str) -> Rules:
    """What GitHub has. A missing environment lets any branch in: a job that names it creates it."""
    try:
        found = call("GET", path)
    except NotFoundError:
        return Rules(frozenset())
    reviews = [rule for rule in found["protection_rules"] if rule["type"] == "required_reviewers"]
    by_name = (found.get("deployment_branch_policy") or {}).get("custom_branch_policies")
    return Rules(
        frozenset(_full_ref(name) for name in _get_policies(path)) if by_name else frozenset(),
        frozenset(
            it["reviewer"].get("slug") or it["reviewer"]["login"] for rule in reviews for it in rule["reviewers"]
        ),
        any(not rule.get("prevent_self_review") for rule in reviews),
        bool(found.get("can_admins_bypass", True)),
    )


def _get_policies(path: str) -> dict[str, int]:
    """Name pattern of branches → id of its policy. A pattern of tags is never ours and counts as `tag <pattern>`."""
    found = call("GET", f"{path}/deployment-branch-policies?per_page=100")["branch_policies"]
    return {it["name"] if it.get("type", "branch") == "branch" else f"tag {it['name']}": it["id"] for it in found}


def _full_ref(name: str) -> str:
    return name if name.startswith(("refs/", "tag ")) else f"{_BRANCH}{name}"


def _list_variables(environment: str, role: str) -> dict[str, str]:
    account, region = read_settings(ROOT, environment, "common.tfvars", "account_id", "region")
    return {
        "ROLE_ARN": f"arn:aws:iam::{account}:role/bbws-pipeline-{role}-{environment}",
        "AWS_REGION": region,
        "ARTEFACT_BUCKET": f"bbws-artefacts-{environment}-{account}",
    }


def _put_variables(path: str, variables: dict[str, str]) -> None:
    existing = _get_variables(path)
    for variable, value in variables.items():
        if variable in existing:
            call("PATCH", f"{path}/{variable}", {"value": value})
        else:
            call("POST", path, {"name": variable, "value": value})


def _compare_variables(path: str, variables: dict[str, str]) -> Iterator[str]:
    found = _get_variables(path)
    for variable, value in variables.items():
        if found.get(variable) != value:
            yield f"{variable} is {found.get(variable) or 'missing'}, not {value}"


def _get_variables(path: str) -> dict[str, str]:
    return {it["name"]: it["value"] for it in call("GET", f"{path}?per_page=30")["variables"]}


def _join(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))
