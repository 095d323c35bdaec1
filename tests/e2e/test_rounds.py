"""Five whole applies in a row without one spurious error, each to a fresh account: E2E_ROUNDS=5.

Terraform's client repeats a create when the answer comes too fast; the edge answers it a few milliseconds late.
"""

import os
import sys
import time
from pathlib import Path

import pytest

from deploy.stack_order import list_stacks
from local_platform.manifest import Platform
from local_platform.names import ENVIRONMENT
from local_platform.options import Options
from local_platform.testing import free_port_block
from tests.e2e.account import ROOT, Account, applied
from tests.e2e.deployed_platform import emulator

ROUNDS = int(os.environ.get("E2E_ROUNDS") or 0)

pytestmark = [
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not ROUNDS, reason="not run: E2E_ROUNDS says how many times the whole is applied"),
]


@pytest.mark.parametrize("number", range(1, ROUNDS + 1))
def test_the_whole_is_applied_to_a_fresh_account(artefacts: Path, declared: Platform, tmp_path: Path, number: int):
    variables = {"PORT": str(free_port_block()), "BBWS_LOCAL": str(tmp_path / "local")}
    choices = Options.from_environment(variables)
    embedded = emulator(choices)
    embedded.start()
    begun = time.monotonic()
    try:
        account = Account(choices, declared.settings[ENVIRONMENT], artefacts)
        account.make_state_bucket()
        made = applied(account.make("deploy-all", "env=local"))
    finally:
        embedded.stop()

    added = sum(count for count, _, _ in made.values())
    sys.stdout.write(f"round {number}: {added} resources in {time.monotonic() - begun:.0f} s\n")
    assert set(made) == set(list_stacks(ROOT))
    assert all(count and (changed, destroyed) == (0, 0) for count, changed, destroyed in made.values())
