"""A cursor opens the list that it comes from, for the person that got it, and nothing else."""

import pytest

from chassis.http.paging import Cursors
from tests.catalogue.lists import LISTS, lists
from tests.proofs.cursors import Trial


def test_every_list_has_a_row_in_the_catalogue():
    assert set(LISTS) == set(lists())


@pytest.mark.parametrize("act", LISTS)
def test_a_cursor_opens_no_other_list(act, harness):
    assert list(Trial.of(act, harness).faults()) == []


@pytest.mark.parametrize("act", LISTS)
def test_a_mutant_whose_cursors_forget_a_part_of_their_scope_is_caught(act, harness, monkeypatch):
    """Positive control: each part of the scope by itself; the act only where another list has the same parts."""
    trial, scopes = Trial.of(act, harness), _scopes(harness, monkeypatch)
    own, others = scopes[act], [scope[1:] for other, scope in scopes.items() if other != act]

    for part in range(0 if own[1:] in others else 1, len(own)):
        _forget(part, monkeypatch)
        assert any(trial.faults()), f"nobody notices that {act} forgets {own[part]!r}"


read, write = Cursors.read, Cursors.write


def _scopes(harness, monkeypatch) -> dict[str, tuple[str, ...]]:
    """The scope of each list, unfiltered."""
    found = {}

    def noted(self, cursor, scope, now):
        found.setdefault(scope[0], scope)
        return read(self, cursor, scope, now)

    monkeypatch.setattr(Cursors, "read", noted)
    for prepare in LISTS.values():
        prepare(harness).send()
    return found


def _forget(part: int, monkeypatch) -> None:
    def without(scope):
        return scope[:part] + scope[part + 1 :]

    monkeypatch.setattr(Cursors, "read", lambda self, cursor, scope, now: read(self, cursor, without(scope), now))
    monkeypatch.setattr(Cursors, "write", lambda self, key, scope, now: write(self, key, without(scope), now))
