"""Every stack and module is formatted, valid and passes its own tests; environments give every stack what it asks."""

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


@pytest.mark.parametrize("module", TESTED)
def test_a_module_passes_its_own_tests(terraform, module):
    assert ", 0 failed" in terraform.run(terraform.root / "terraform" / "modules" / module, "test", "-no-color")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("stack", SIZED)
def test_an_environment_gives_a_stack_what_it_asks(applied, stack, environment):
    named = [str(it.values.get("name") or "") for it in applied(stack, environment)]

    assert any(name.endswith(f"-{environment}") for name in named)
    assert not any(name.endswith(f"-{other}") for name in named for other in ENVIRONMENTS if other != environment)


@pytest.mark.parametrize("stack", [stack for stack in STACKS if stack not in UNTESTED])
def test_a_stack_makes_something_in_dev(applied, stack):
    assert applied(stack, "dev")
