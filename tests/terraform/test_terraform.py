"""Every stack and module is formatted, valid and passes its own tests; environments give every stack what it asks."""

import json
import shutil
import subprocess

import pytest

from tests.terraform.conftest import ROOT, STACKS
from tests.terraform.inventory import ENVIRONMENTS, UNTESTED

pytestmark = pytest.mark.timeout(900)  # the first test that asks waits until every stack was applied
TESTED = sorted(path.parents[1].name for path in (ROOT / "terraform" / "modules").glob("*/tests/*.tftest.hcl"))
SIZED = ["foundation", "hosting", "sites-service"]  # what environments size; other services take the same variables


@pytest.mark.skipif(not shutil.which("terraform"), reason="not run: no `terraform` on PATH")
def test_everything_is_formatted(root):
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-recursive", "terraform"], cwd=root, capture_output=True, text=True, check=False
    )

    assert done.stdout == ""


@pytest.mark.parametrize("stack", sorted(UNTESTED))
def test_a_stack_that_mocks_cannot_apply_is_valid(terraform, stack):
    assert "valid" in terraform.run(terraform.root / "terraform" / "stacks" / stack, "validate")


@pytest.mark.parametrize("module", ["tenant-database"])  # it makes a password that no mock can
def test_a_module_that_mocks_cannot_apply_is_valid(terraform, module):
    assert "valid" in terraform.run(terraform.root / "terraform" / "modules" / module, "validate")


@pytest.mark.parametrize("module", TESTED)
def test_a_module_passes_its_own_tests(terraform, module):
    assert ", 0 failed" in terraform.run(terraform.root / "terraform" / "modules" / module, "test", "-no-color")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("stack", SIZED)
def test_an_environment_gives_a_stack_what_it_asks(applied, stack, environment):
    named = [str(it.values.get("name") or "") for it in applied(stack, environment)]

    assert any(name.endswith(f"-{environment}") for name in named)
    assert not any(name.endswith(f"-{other}") for name in named for other in ENVIRONMENTS if other != environment)


@pytest.mark.parametrize("stack", ["foundation", "sites-service"])
def test_the_recovery_region_adopts_tables_and_waits(applied, stack):
    made = applied(stack, "recovery")

    assert not any(it.type == "aws_dynamodb_table" for it in made)
    assert all("-prod" not in str(it.values.get("name")) for it in made if it.type != "aws_ssm_parameter")
    for mapping in (it for it in made if it.type == "aws_lambda_event_source_mapping"):
        assert mapping.values["event_source_arn"]
    for policy in (it for it in made if it.type == "aws_iam_role_policy" and "table/" in it.values["policy"]):
        assert (
            "table/bbws-sites-prod" in policy.values["policy"]
            or "table/bbws-operations-prod" in policy.values["policy"]
        )
    told = [json.loads(it.values["insecure_value"]) for it in made if it.address == "aws_ssm_parameter.writer[0]"]
    assert [it["region"] for it in told] == (["elsewhere"] if stack == "foundation" else [])


def test_prod_keeps_copies_of_its_tables(applied):
    tables = [it for it in applied("sites-service", "prod") if it.type == "aws_dynamodb_table"]

    assert [replica["region_name"] for table in tables for replica in table.values["replica"]] == ["eu-west-1"]
    assert {table.values["stream_view_type"] for table in tables} == {"NEW_AND_OLD_IMAGES"}


def hourly_kinds(resources) -> set[str]:
    """The services of which a plan makes an hourly backup with a copy in another Region."""
    plans = {it.key: it.values["rule"] for it in resources if it.type == "aws_backup_plan"}
    hourly = {key for key, (rule,) in plans.items() if rule["schedule"] == "cron(0 * * * ? *)" and rule["copy_action"]}
    selected = [it.values["resources"] for it in resources if it.type == "aws_backup_selection" and it.key in hourly]
    return {arn.split(":")[2] for arns in selected for arn in arns}


def test_prod_loses_at_most_an_hour_of_what_has_no_replica(applied):
    """RPO 1 h: files and databases are copied hourly; tables have a replica, and come back to any second of 35 days."""
    assert hourly_kinds(applied("foundation", "prod")) == {"rds", "elasticfilesystem"}
    assert hourly_kinds(applied("foundation", "dev")) == set(), "dev has no other Region"


def test_full_copies_of_tables_are_weekly_and_kept_for_90_days(applied):
    rules = {it.key: it.values["rule"][0] for it in applied("foundation", "prod") if it.type == "aws_backup_plan"}

    assert {key: [it["delete_after"] for it in rule["lifecycle"]] for key, rule in rules.items()} == {
        "recent": [35],
        "archive": [90],
    }
    assert rules["archive"]["schedule"] == "cron(0 2 ? * SUN *)"


@pytest.mark.parametrize("stack", [stack for stack in STACKS if stack not in UNTESTED])
def test_a_stack_makes_something_in_dev(applied, stack):
    assert applied(stack, "dev")
