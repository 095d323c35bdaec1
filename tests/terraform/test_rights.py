"""What functions may do is what the tests of all services made them do: a right that nobody uses is one too many.

The other half, that no function does more than it may, is the fixture `within_rights` of every test.
"""

import os
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from chassis.testing.rights import Rights, Use, kept

NOT_CALLED = {
    "iam:PassRole": "ECS asks for it when a task definition names a role",
    "sqs:ReceiveMessage": "Lambda asks for it, with the function's role",
    "sqs:DeleteMessage": "Lambda asks for it, with the function's role",
    "sqs:GetQueueAttributes": "Lambda asks for it, with the function's role",
    "ecs:TagResource": "ECS asks for it when what is created brings tags",
    "elasticfilesystem:TagResource": "EFS asks for it when what is created brings tags",
    "elasticloadbalancing:AddTags": "the balancer asks for it when what is created brings tags",
    "iam:TagRole": "IAM asks for it when a role that is created brings tags",
    "logs:AssociateKmsKey": "Logs asks for it when a group that is created brings a key",
    "logs:TagResource": "Logs asks for it when a group that is created brings tags",
    "secretsmanager:TagResource": "Secrets Manager asks for it when what is created brings tags",
}
NOT_REACHED = {
    ("ecs_event_handler.main.lambda_handler", "ecs:DescribeServices"): "tests put a cluster of their own in its place",
    ("ecs_event_handler.reconciler_main.lambda_handler", "ecs:DescribeServices"): "the same",
    ("instances.dead_letters_main.lambda_handler", "sqs:ChangeMessageVisibility"): "tests make no queue to hide from",
    ("instances.reactor_main.lambda_handler", "sqs:ChangeMessageVisibility"): "the same",
    ("tenants.dead_letters_main.lambda_handler", "sqs:ChangeMessageVisibility"): "the same",
    ("tenants.relay_main.lambda_handler", "sqs:SendMessage"): "its tests relay events; tests/integration the commands",
    ("tenants.relay_main.lambda_handler", "sns:Publish"): "mails of invitations: tests/integration sends them",
    ("sites.relay_main.lambda_handler", "sns:Publish"): "notices come from the consumers; tests/integration sends them",
}


@pytest.fixture
def all_uses() -> set[Use]:
    """What the tests of every service saw, as `make test` recorded it before."""
    if "USES" not in os.environ:
        pytest.skip("not run: this needs the record of all tests, which `make test` makes")
    return kept(Path(os.environ["USES"]))


def excused(handler: str) -> set[Use]:
    """What the function does where these tests do not see it."""
    return {Use(named, action) for named, action in NOT_REACHED if named == handler}


def unused(rights: Rights, uses: set[Use]) -> list[str]:
    """Declared actions and keys that no test made a function need."""
    named = {(use.action, use.resource) for use in uses}
    asked = {use.action for use in uses}
    actions = [
        f"{service}:{action} on {resource}"
        for service, resources in rights.permissions.items()
        for resource, declared in resources.items()
        for action in declared
        if f"{service}:{action}" not in NOT_CALLED
        and (
            (f"{service}:{action}", resource) not in named
            if service == "dynamodb"
            else f"{service}:{action}" not in asked
        )
    ]
    keys = [
        f"{pattern} of {table}"
        for table, patterns in rights.keys.items()
        for pattern in patterns
        if not any(use.resource == table and fnmatchcase(use.key, pattern) for use in uses)
    ]
    return actions + keys


def test_every_right_is_used(rights, all_uses):
    found = {
        handler: idle
        for handler, its in rights.items()
        if (idle := unused(its, {use for use in all_uses | excused(handler) if use.handler == handler}))
    }

    assert found == {}


GET = Use("a.main.lambda_handler", "dynamodb:GetItem", "bbws-notes-local", "NOTE#1")


def test_an_idle_right_and_an_idle_key_are_found():
    rights = Rights({"dynamodb": {"notes": ["GetItem", "Query"]}, "ses": {"*": ["SendEmail"]}}, {"notes": ["N*", "M*"]})

    assert unused(rights, {GET}) == ["dynamodb:Query on notes", "ses:SendEmail on *", "M* of notes"]


@pytest.mark.parametrize(
    ("permissions", "keys", "allowed"),
    [
        ({"dynamodb": {"notes": ["GetItem"]}}, {}, True),
        ({"dynamodb": {"notes": ["GetItem"]}}, {"notes": ["NOTE#*"]}, True),
        ({"dynamodb": {"notes": ["GetItem"]}}, {"notes": ["MAIL#*"]}, False),
        ({"dynamodb": {"notes": ["Query"]}}, {}, False),
        ({"dynamodb": {"others": ["GetItem"]}}, {}, False),
        ({}, {}, False),
    ],
)
def test_a_call_is_allowed_when_action_table_and_key_are(permissions, keys, allowed):
    assert Rights(permissions, keys).allow(GET) is allowed
