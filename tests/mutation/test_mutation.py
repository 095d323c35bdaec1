"""Tests of the tests: of the small mistakes that mutmut makes in a module, the module's tests notice nine in ten."""

import os
from pkgutil import resolve_name

import pytest
import yaml

from tests.mutation.modules import MODULES, Module
from tests.mutation.scores import ROOT, count, read_results, score
from tests.mutation.survivors import ACCEPTED, Survivor, accepted, read_survivor

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
    assert found.share >= PASS, "\n".join(f"{one.function}: {one.becomes}" for one in found.survivors)
    if LENGTH == "all":
        assert {one for one in accepted() if module.has(one.function)} == set(found.accepted), (
            "remove what is caught now"
        )


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_every_module_has_its_sources_and_tests(module):
    home = ROOT / module.folder

    assert all(list(home.glob(pattern)) for pattern in module.sources)
    assert all((home / tests).exists() for tests in module.tests)


@pytest.mark.parametrize(("function", "entries"), yaml.safe_load(ACCEPTED.read_text()).items())
def test_every_accepted_mutant_has_its_function_and_a_reason(function, entries):
    assert callable(resolve_name(function))
    assert any(module.has(function) for module in MODULES)
    assert all(set(entry) == {"becomes", "because"} for entry in entries)


RESULTS = """\
    chassis.access.caller.xǁCallerǁsees__mutmut_1: killed
    chassis.access.caller.xǁCallerǁsees__mutmut_2: survived
    chassis.access.acts.x_href__mutmut_12: no tests
    chassis.access.acts.x_href__mutmut_3: timeout
    chassis.access.acts.x_href__mutmut_4: not checked
"""
SEES, HREF = Survivor("chassis.access.caller.Caller.sees", "return True"), Survivor("chassis.access.acts.href", "pass")
ACCEPTED_ONE = min(accepted())


def test_mutants_that_were_not_tried_do_not_count():
    assert list(read_results(RESULTS).values()) == ["killed", "survived", "no tests"]


def test_a_sample_counts_its_own_mutants_only():
    assert len(read_results(RESULTS, "2")) == 2


@pytest.mark.parametrize(
    ("survivors", "row"),
    [
        ([], "| module | 10 | 10 | 0 | 100.0% |"),
        ([SEES], "| module | 10 | 9 | 0 | 90.0% |"),
        ([SEES, HREF], "| module | 10 | 8 | 0 | 80.0% |"),
        ([SEES, ACCEPTED_ONE], "| module | 9 | 8 | 1 | 88.9% |"),
    ],
)
def test_a_survivor_lowers_the_score_unless_it_is_accepted(survivors, row):
    assert count("module", 10, survivors).row() == row


def test_a_module_without_mutants_has_no_score():
    """A pattern that matches nothing must not pass for a perfect one."""
    assert count("module", 0, []).share < PASS


MUTATED = """\
class Caller:
    def xǁCallerǁsees__mutmut_orig(self, tenant, *, least=1):
        # as before
        return (tenant in
                self.memberships)
    def xǁCallerǁsees__mutmut_1(self, tenant, *, least=1):
        return (tenant not in
                self.memberships)
    def xǁCallerǁsees__mutmut_2(self, tenant, *, least=2):
        return (tenant in
                self.memberships)
def x__named__mutmut_orig(one):
    return one
def x__named__mutmut_1(one):
    return None
"""


@pytest.mark.parametrize(
    ("mutant", "survivor"),
    [
        ("xǁCallerǁsees__mutmut_1", ("who.Caller.sees", "return tenant not in self.memberships")),
        ("xǁCallerǁsees__mutmut_2", ("who.Caller.sees", "def sees(self, tenant, *, least=2):")),
        ("x__named__mutmut_1", ("who._named", "return None")),
    ],
)
def test_a_survivor_shows_what_changed_on_one_line(tmp_path, mutant, survivor):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "who.py").write_text(MUTATED)

    assert read_survivor(tmp_path, f"who.{mutant}") == survivor


@tried
def test_a_mutant_that_no_test_notices_is_counted(aws):
    """Positive control: with tests that look at nothing, the score of a module is low."""
    blind = Module("chassis/blind", "chassis", ["src/chassis/access/caller.py"], ["tests/unit/access/test_caller.py"])

    assert score(blind, aws).share < PASS
