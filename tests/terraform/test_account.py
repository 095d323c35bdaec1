"""The pipeline's own roles: each trusts one environment of one repository, and none may exceed its boundary."""

import json
from copy import deepcopy
from typing import Any

import pytest

from deploy.stack_order import list_stacks
from tests.terraform.contracts import of

pytestmark = pytest.mark.timeout(900)

SUBJECT = "token.actions.githubusercontent.com:sub"
MAKES_ROLES = {"iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"}


@pytest.fixture(scope="module")
def account(applied):
    return applied("account", "dev")


def statements(resources, name: str) -> list[dict[str, Any]]:
    [policy] = [it for it in of(resources, "aws_iam_policy") if it.values["name"] == f"bbws-{name}-dev"]
    return json.loads(policy.values["policy"])["Statement"]


def actions(statement: dict[str, Any]) -> set[str]:
    given = statement["Action"]
    return {given} if isinstance(given, str) else set(given)


def find_open_roles(resources) -> list[str]:
    """What is wrong with how roles are entered."""
    wrong = []
    for role in of(resources, "aws_iam_role"):
        for statement in json.loads(role.values["assume_role_policy"])["Statement"]:
            subject = statement["Condition"].get("StringEquals", {}).get(SUBJECT, "")
            if not subject.startswith("repo:managed-wordpress/control-plane:environment:dev") or "*" in subject:
                wrong.append(f"{role.values['name']} opens to {subject or 'anybody'}")
    return wrong


def find_escalations(resources) -> list[str]:
    """How the deploying role could make itself more than it is."""
    rights = statements(resources, "pipeline-deploy")
    wrong = [
        f"{sorted(actions(it))} without a ceiling"
        for it in rights
        if it["Effect"] == "Allow"
        and actions(it) & MAKES_ROLES
        and not it.get("Condition", {}).get("StringEquals", {}).get("iam:PermissionsBoundary")
    ]
    if any(it["Effect"] == "Allow" and action == "iam:*" for it in rights for action in actions(it)):
        wrong.append("all of iam")
    if not any(it["Effect"] == "Deny" and actions(it) == {"iam:*"} and it["Resource"] for it in rights):
        wrong.append("its own door")
    return wrong


def test_each_role_opens_to_one_environment_of_our_repository(account):
    assert find_open_roles(account) == []
    assert {it.values["name"] for it in of(account, "aws_iam_role")} == {
        f"bbws-pipeline-{name}-dev" for name in ("deploy", "read", "rollback", "tenants")
    }


def test_deploying_leads_nowhere_up(account):
    assert find_escalations(account) == []
    ceiling = statements(account, "boundary")
    assert not any(action.startswith(("sts:", "organizations:")) for it in ceiling for action in actions(it))
    assert [actions(it) for it in ceiling if any(a.startswith("iam:") for a in actions(it))] == [{"iam:PassRole"}]


def test_going_back_may_move_aliases_and_nothing_else(account):
    [only] = statements(account, "pipeline-rollback")

    assert {it for it in actions(only) if not it.startswith(("lambda:Get", "lambda:List"))} == {"lambda:UpdateAlias"}
    assert all("function:bbws-*-dev" in resource for resource in only["Resource"])


def test_who_reads_sees_no_data(account):
    denied = {action for it in statements(account, "pipeline-read") if it["Effect"] == "Deny" for action in actions(it)}

    assert {"dynamodb:Query", "dynamodb:Scan", "sqs:ReceiveMessage", "cognito-idp:ListUsers"} <= denied


def test_every_role_that_the_pipeline_makes_has_the_ceiling(everything):
    bare = [
        it.address
        for it in of(everything, "aws_iam_role")
        if it.stack != "account" and not str(it.values["permissions_boundary"]).endswith(":policy/bbws-boundary-dev")
    ]
    assert bare == []


def test_the_pipeline_does_not_apply_its_own_door(root):
    assert "account" not in list_stacks(root)


@pytest.mark.parametrize(
    ("where", "before", "after"),
    [
        ("assume", "environment:dev-rollback", "*"),
        ("assume", "StringEquals", "StringLike"),
        ("deploy", '"iam:PermissionsBoundary"', '"aws:RequestedRegion"'),
        ("deploy", '"Deny"', '"Allow"'),
    ],
)
def test_a_planted_way_in_or_up_is_found(account, where, before, after):
    planted = deepcopy(account)
    for it in planted:
        key = "assume_role_policy" if where == "assume" else "policy"
        if it.type == ("aws_iam_role" if where == "assume" else "aws_iam_policy"):
            it.values[key] = it.values[key].replace(before, after)

    assert find_open_roles(planted) or find_escalations(planted)
