"""Tests of the tests: of the small mistakes that mutmut makes in a module, the module's tests notice nine in ten."""

import os

import pytest

from tests.mutation.modules import MODULES, Module
from tests.mutation.scores import ROOT, Score, read_score, score

PASS = 0.9
LENGTH = os.environ.get("MUTATION", "")
"""`sample` tries one mutant in ten, which the seed chooses; `all` tries all of them."""
tried = pytest.mark.skipif(not LENGTH, reason="minutes to hours: make test-long of=mutation")


@tried
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_the_tests_notice_nine_mutants_in_ten(module, aws, pytestconfig, record_property):
    seed = int(pytestconfig.getoption("hypothesis_seed") or 0)

    found = score(module, aws, tenth=seed % 10 if LENGTH == "sample" else None)

    record_property("cells", found.tried)
    record_property("score", found.row())
    assert found.share >= PASS, "\n".join(found.survivors)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_every_module_has_its_sources_and_tests(module):
    home = ROOT / module.folder

    assert all(list(home.glob(pattern)) for pattern in module.sources)
    assert all((home / tests).exists() for tests in module.tests)


RESULTS = """\
    chassis.access.caller.xǁCallerǁsees__mutmut_1: killed
    chassis.access.caller.xǁCallerǁsees__mutmut_2: survived
    chassis.access.acts.x_href__mutmut_12: no tests
    chassis.access.acts.x_href__mutmut_3: timeout
    chassis.access.acts.x_href__mutmut_4: not checked
"""


def test_only_what_a_test_failed_for_is_caught_and_time_outs_do_not_count():
    found = read_score("module", RESULTS)

    assert (found.tried, found.caught) == (3, 1)
    assert found.survivors == ["chassis.access.caller.xǁCallerǁsees__mutmut_2", "chassis.access.acts.x_href__mutmut_12"]
    assert found.row() == "| module | 3 | 1 | 33.3% |"


def test_a_sample_counts_its_own_mutants_only():
    assert read_score("module", RESULTS, "2").tried == 2


@pytest.mark.parametrize(("survivors", "share"), [([], 1.0), (["x__mutmut_1"], 0.9), ([f"x{n}" for n in range(10)], 0)])
def test_a_survivor_lowers_the_score(survivors, share):
    assert Score("module", 10, survivors).share == share


def test_a_module_without_mutants_has_no_score():
    """A pattern that matches nothing must not pass for a perfect one."""
    assert Score("module", 0, []).share < PASS


@tried
def test_a_mutant_that_no_test_notices_is_counted(aws):
    """Positive control: with tests that look at nothing, the score of a module is low."""
    blind = Module("chassis/blind", "chassis", ["src/chassis/access/caller.py"], ["tests/unit/access/test_caller.py"])

    assert score(blind, aws).share < PASS
