"""The pipeline's roles: who may take each, what each may do, and that none can give itself more.

`iam.py` evaluates the applied policies as AWS does. The last test plants faults, and the questions must find each.
"""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from chassis.testing.yaml_files import read_yaml
from deploy.stack_order import list_stacks
from tests.terraform.contracts import of
from tests.terraform.iam import Context, as_list, implied, is_allowed
from tests.terraform.inventory import ROOT

pytestmark = pytest.mark.timeout(900)

ISSUER = "token.actions.githubusercontent.com"
ACCOUNT, REGION = "536580886816", "af-south-1"
HERE: Context = {"aws:RequestedRegion": REGION}
OF_ROLE = f"arn:aws:iam::{ACCOUNT}:role/bbws-sites-api-dev"
LIMIT = 6144  # characters without white space of a managed policy
RIGHTS = read_yaml(ROOT / "tests" / "terraform" / "account_rights.yaml")
READS = read_yaml(ROOT / "tests" / "terraform" / "reads.yaml")

type Policies = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def account(applied):
    return applied("account", "dev")


@pytest.fixture(scope="module")
def policies(account) -> Policies:
    return read_policies(account)


def read_policies(resources) -> Policies:
    """Role, or `boundary`, → statements of all its policies; trust policies as `<role> trust`."""
    found: Policies = {}
    for it in of(resources, "aws_iam_policy"):
        role = it.values["name"].removeprefix("bbws-").removesuffix("-dev").removeprefix("pipeline-").partition("-")[0]
        found.setdefault(role, []).extend(json.loads(it.values["policy"])["Statement"])
    for it in of(resources, "aws_iam_role"):
        role = it.values["name"].removeprefix("bbws-pipeline-").removesuffix("-dev")
        found[f"{role} trust"] = json.loads(it.values["assume_role_policy"])["Statement"]
    return found


def arn(service: str, resource: str, region: str = REGION) -> str:
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{resource}"


def token(subject: str, ref: str = "refs/heads/main", repository: str = "0", audience: str = "sts.amazonaws.com"):
    """The claims of GitHub's token as condition keys."""
    claims = {"sub": f"repo:{subject}", "ref": ref, "repository_id": repository, "aud": audience}
    return {f"{ISSUER}:{name}": value for name, value in claims.items()}


NAMED, WITH_IDS = "managed-wordpress/control-plane", "managed-wordpress@0/control-plane@0"
# role → token, and whether it opens the role
TOKENS = [
    ("deploy", token(f"{NAMED}:environment:dev"), True),
    ("deploy", token(f"{WITH_IDS}:environment:dev"), True),
    ("tenants", token(f"{WITH_IDS}:environment:dev-tenants"), True),
    ("read", token(f"{WITH_IDS}:environment:dev-read", ref="refs/pull/7/merge"), True),
    ("deploy", token(f"{WITH_IDS}:environment:dev", ref="refs/pull/7/merge"), False),
    ("deploy", token(f"{WITH_IDS}:environment:dev", ref="refs/heads/feature"), False),
    ("rollback", token(f"{WITH_IDS}:environment:dev-rollback", ref="refs/tags/main"), False),
    ("deploy", token(f"{WITH_IDS}:environment:dev-read"), False),
    ("deploy", token(f"{WITH_IDS}:ref:refs/heads/main"), False),
    ("deploy", token(f"{NAMED}:environment:dev", repository="7"), False),  # another repository took the name
    ("deploy", token("managed-wordpress@7/control-plane@8:environment:dev"), False),
    ("deploy", token("managed-wordpress/other:environment:dev"), False),
    ("deploy", token(f"{WITH_IDS}:environment:dev", audience="elsewhere"), False),
]


def read_questions(kind: str) -> Iterator[tuple[str, str, str, Context]]:
    """The rows of account_rights.yaml: role, action, resource, condition keys."""
    for role, rows in RIGHTS[kind].items():
        for action, resource, *keys in rows:
            service, place = action.partition(":")[0], "" if action.startswith("iam:") else REGION
            named = (
                resource if resource.startswith(("arn:", "*")) else f"arn:aws:{service}:{place}:{ACCOUNT}:{resource}"
            )
            yield role, action, named.format(account=ACCOUNT), HERE | dict(_fill(keys))


def read_implied() -> Iterator[tuple[str, str, str, Context]]:
    """What AWS asks besides the calls that each role needs; the boundary is asked by test_implied.py."""
    keyed = {"kms:ResourceAliases": ["alias/bbws-data-dev"]}
    for role, action, called, _ in read_questions("needed"):
        for act, resource, keys in implied(action) if role != "boundary" else []:
            if resource == "KEY" and "terraform-state" in called:
                continue  # S3's own key encrypts states: `encrypt` of backend.hcl
            named = "key/1" if resource == "KEY" else resource
            place = "" if act.startswith("iam:") else REGION
            context = {name: value.format(region=REGION) for name, value in keys.items()}
            yield role, act, f"arn:aws:{act.partition(':')[0]}:{place}:{ACCOUNT}:{named}", HERE | keyed | context


def _fill(keys: list[Context]) -> Iterator[tuple[str, str | list[str]]]:
    for key, value in (keys[0] if keys else {}).items():
        yield key, value.format(account=ACCOUNT) if isinstance(value, str) else value


def find_wrong(policies: Policies) -> list[str]:
    """Every question of this page that the policies answer otherwise."""
    wrong = [
        f"{role} {'refuses' if opens else 'opens to'} {claims}"
        for role, claims, opens in TOKENS
        if is_allowed(policies[f"{role} trust"], "sts:AssumeRoleWithWebIdentity", context=claims) is not opens
    ]
    asked = {"needed": [*read_questions("needed"), *read_implied()], "refused": list(read_questions("refused"))}
    for kind, expected in (("needed", True), ("refused", False)):
        wrong += [
            f"{role}: {action} on {resource} is not {kind}"
            for role, action, resource, context in asked[kind]
            if is_allowed(policies[role], action, resource, context) is not expected
        ]
    return wrong


def test_each_role_may_what_it_needs_and_nothing_beyond(policies):
    assert find_wrong(policies) == []


def test_the_questions_cover_every_role(policies):
    asked = RIGHTS["needed"].keys() & (RIGHTS["refused"].keys() | {"rollback"})

    assert asked | {f"{role} trust" for role, *_ in TOKENS} == policies.keys()


def test_a_plan_may_read_every_type_of_resource(policies, everything, production):
    """A new type needs a line in reads.yaml, and `read` the actions in it."""
    types = {it.type for it in (*everything, *production) if it.stack != "account"} - NOT_READ
    types |= {kind for file in ROOT.glob("terraform/*/*/*.tf") for kind in READ_ONLY.findall(file.read_text())}
    missing = {
        f"{kind}: {action}"
        for kind in types
        for action in READS[kind]
        if not is_allowed(policies["read"], action, RESOURCES.get(action.partition(":")[0], "*"))
    }

    assert types - READS.keys() == set()
    assert missing == set()


NOT_READ = {"terraform_data"}
READ_ONLY = re.compile(r'^(?:data|ephemeral) "(\w+)"', re.MULTILINE)
RESOURCES = {  # service → a resource as reads.yaml's actions meet it, where rights are narrowed
    "apigateway": f"arn:aws:apigateway:{REGION}::/apis/1",
    "iam": f"arn:aws:iam::{ACCOUNT}:role/bbws-sites-api-dev",
    "s3": f"arn:aws:s3:::bbws-artefacts-dev-{ACCOUNT}",
    "ssm": arn("ssm", "parameter/bbws/dev/foundation"),
    "secretsmanager": arn("secretsmanager", "secret:bbws/settings/dev-a1"),
}


def test_no_role_has_a_managed_policy_of_aws(account):
    attached = [it.values["policy_arn"] for it in of(account, "aws_iam_role_policy_attachment")]

    assert attached
    assert not any(":aws:policy/" in str(found) for found in attached)


@pytest.mark.parametrize("environment", ["dev", "recovery"])
def test_each_policy_is_short_enough_for_aws(applied, environment):
    lengths = {
        it.values["name"]: len(it.values["policy"]) for it in of(applied("account", environment), "aws_iam_policy")
    }

    assert {name: length for name, length in lengths.items() if length > LIMIT} == {}


def test_only_the_role_of_deployments_has_whole_services(policies):
    wide = {
        role: act
        for role, them in policies.items()
        for it in them
        if it["Effect"] == "Allow"
        for act in as_list(it["Action"])
        if act.endswith(":*")
    }

    assert wide.keys() == {"deploy", "boundary"}


def test_recovery_reads_the_settings_of_prod_and_changes_none(applied):
    mine = [it for it in of(applied("account", "recovery"), "aws_iam_policy") if "pipeline-deploy" in it.values["name"]]
    rights = [statement for it in mine for statement in json.loads(it.values["policy"])["Statement"]]
    secret = "arn:aws:secretsmanager:eu-west-1:093646564004:secret:bbws/settings/prod-a1"
    there = {"aws:RequestedRegion": "eu-west-1"}

    assert is_allowed(rights, "secretsmanager:GetSecretValue", secret, there)
    assert not is_allowed(rights, "secretsmanager:DeleteSecret", secret, there)


def test_every_role_that_the_pipeline_makes_has_the_boundary(everything):
    bare = [
        it.address
        for it in of(everything, "aws_iam_role")
        if it.stack != "account" and not str(it.values["permissions_boundary"]).endswith(":policy/bbws-boundary-dev")
    ]
    assert bare == []


def test_the_boundary_leaves_every_role_its_rights(policies, everything):
    """What stacks grant must be in the boundary too, or it fails on AWS only."""
    cut = [
        f"{it.address}: {action}"
        for it in of(everything, "aws_iam_role_policy")
        for statement in json.loads(it.values["policy"])["Statement"]
        for action in as_list(statement["Action"])
        if not is_allowed(policies["boundary"], action, _one(as_list(statement["Resource"])[0]), AS_PROVISIONER)
    ]
    assert cut == []


AS_PROVISIONER: Context = {
    "iam:PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/bbws-tenant-boundary-dev",
    "iam:PassedToService": "ecs-tasks.amazonaws.com",
}


def _one(resource: str) -> str:
    """A resource that a pattern names: of roles, one of dev."""
    return resource.removesuffix("*") + "1-dev" if ":role/" in resource else resource


def test_the_pipeline_does_not_apply_its_own_rights(root):
    assert "account" not in list_stacks(root)


def _edit(role: str, edit: Callable[[dict[str, Any]], None]) -> Callable[[Policies], None]:
    return lambda policies: [edit(it) for it in policies[role]] and None


def _replace(role: str, before: str, after: str) -> Callable[[Policies], None]:
    def apply(policies: Policies) -> None:
        text = json.dumps(policies[role])
        assert before in text
        policies[role] = json.loads(text.replace(before, after))

    return apply


def _allow(role: str, *actions: str) -> Callable[[Policies], None]:
    return lambda policies: policies[role].append({"Effect": "Allow", "Action": list(actions), "Resource": "*"})


def _drop(role: str, sid: str) -> Callable[[Policies], None]:
    def apply(policies: Policies) -> None:
        kept = [it for it in policies[role] if it["Sid"] != sid]
        assert len(kept) < len(policies[role])
        policies[role] = kept

    return apply


@pytest.mark.parametrize(
    "plant",
    [
        _replace("deploy trust", ":environment:dev", "*"),
        _replace("deploy trust", "refs/heads/main", "refs/*"),
        _replace("read trust", "refs/pull/*/merge", "refs/heads/main"),
        _edit("deploy trust", lambda it: it["Condition"]["StringEquals"].pop(f"{ISSUER}:repository_id")),
        _edit("deploy trust", lambda it: it["Condition"]["StringEquals"].pop(f"{ISSUER}:aud")),
        _edit("deploy trust", lambda it: it["Condition"].pop("StringLike")),
        _replace("deploy trust", "@0/control-plane@0", "/control-plane"),
        _replace("deploy", '"Deny"', '"Allow"'),
        _replace("deploy", "iam:PermissionsBoundary", "aws:RequestedRegion"),
        _replace("deploy", "stacks/account", "stacks/other"),
        _allow("deploy", "s3:*"),
        _allow("read", "dynamodb:*"),
        _allow("read", "logs:Get*", "logs:Filter*"),
        _allow("tenants", "ecs:*"),
        _allow("tenants", "elasticloadbalancing:*"),
        _allow("tenants", "logs:*"),
        _drop("boundary", "LeaveStates"),
        _drop("boundary", "KeepKeysAndBackups"),
        _allow("boundary", "iam:*"),
        _drop("tenants", "TagNewRoutes"),
        _drop("tenants", "AlarmsOfScaling"),
        _drop("tenants", "LetServicesRunAndScale"),
        _replace("tenants", '"secretsmanager:GetRandomPassword"', '"secretsmanager:Nothing"'),
        _replace("read", '"secretsmanager:GetRandomPassword", ', ""),
        _replace("read", '"lambda.*.amazonaws.com"', '"sns.*.amazonaws.com"'),
        _drop("read", "DecryptWhatPlansRead"),
        _drop("deploy", "LetRdsKeepItsPassword"),
    ],
)
def test_a_planted_fault_is_found(policies, plant):
    planted = deepcopy(policies)
    plant(planted)

    assert find_wrong(planted)
