"""Variables of a task: plain ones, secrets, and what a bad reference gets."""

import pytest

from local_platform.fargate.desired_state import TaskDefinition, Variable
from local_platform.fargate.environment import SecretUnavailable, task_environment
from local_platform.fargate.testing import SECRET, FakeSecrets, definition


def environment(value_from, overrides=(), facts=None):
    raw = definition(
        secrets=[{"name": "S", "valueFrom": value_from}], environment=[{"name": "A", "value": "definition"}]
    )
    return task_environment(TaskDefinition.model_validate(raw), overrides, FakeSecrets(), facts or {})


def test_a_whole_secret():
    assert environment(SECRET)["S"] == '{"username": "u", "password": "p4ss"}'


@pytest.mark.parametrize("suffix", [":password::", ":password:AWSCURRENT:"])
def test_one_key_of_a_secret(suffix):
    assert environment(SECRET + suffix)["S"] == "p4ss"


def test_overrides_win_over_the_definition_and_facts_over_all():
    overrides = [Variable(name="A", value="override"), Variable(name="B", value="override")]
    env = environment(SECRET, overrides, {"B": "fact"})
    assert (env["A"], env["B"]) == ("override", "fact")


def test_only_who_asks_for_the_administrator_gets_it():
    """A tenant's WordPress with this password could read every database."""
    facts = {"DATABASE_ADMIN_PASSWORD": "of MariaDB"}
    asked = [Variable(name="DATABASE_ADMIN_PASSWORD", value="of RDS")]

    assert "DATABASE_ADMIN_PASSWORD" not in environment(SECRET, facts=facts)
    assert environment(SECRET, asked, facts)["DATABASE_ADMIN_PASSWORD"] == "of MariaDB"


@pytest.mark.parametrize(
    ("value_from", "says"),
    [
        (f"{SECRET}:pin::", "no JSON object with the key 'pin'"),
        ("arn:aws:ssm:af-south-1:000000000000:parameter/x", "use the ARN of a secret in Secrets Manager"),
        ("plain", "use the ARN of a secret in Secrets Manager"),
    ],
)
def test_a_bad_reference_says_what_is_wrong(value_from, says):
    with pytest.raises(SecretUnavailable, match=says):
        environment(value_from)
