"""Stacks are applied after those that they stand on, several at once when asked, and taken away the other way round."""

import threading

import pytest

from deploy.order import backwards, in_order, needs, stacks

BEFORE = {"foundation": set(), "keys": {"foundation"}, "sites": {"foundation", "keys"}, "mail": {"sites", "foundation"}}


def test_a_stack_stands_on_the_first_ones_and_on_the_owners_of_what_it_listens_to(root):
    found = needs(root)

    assert found["foundation"] == set()
    assert found["hosting"] == {"foundation"}
    assert found["tenants-service"] == {"foundation", "keys", "hosting"}
    assert "sites-service" in found["sqs-consumers"], "it listens to a queue of sites"
    assert "sites-service" in found["mail-service"], "its queue is fed by a topic of sites"


def test_the_declared_order_holds_every_need(root):
    ordered = stacks(root)

    assert all(ordered.index(other) < ordered.index(name) for name, before in needs(root).items() for other in before)


@pytest.mark.parametrize("hands", ["1", "4"])
def test_nothing_begins_before_what_it_stands_on_has_ended(monkeypatch, hands):
    monkeypatch.setenv("AT_ONCE", hands)
    done: list[str] = []

    def act(name: str) -> None:
        assert BEFORE[name] <= set(done)
        done.append(name)

    in_order(BEFORE, act)
    assert sorted(done) == sorted(BEFORE)


def test_what_needs_not_wait_goes_at_once(monkeypatch):
    monkeypatch.setenv("AT_ONCE", "2")
    met = threading.Barrier(2, timeout=10)

    in_order({"keys": set(), "hosting": set()}, lambda _: met.wait())


def test_a_failure_ends_it_and_is_told(monkeypatch):
    monkeypatch.setenv("AT_ONCE", "2")
    done = []

    def act(name: str) -> None:
        if name == "keys":
            raise ValueError(name)
        done.append(name)

    with pytest.raises(ValueError, match="keys"):
        in_order(BEFORE, act)
    assert done == ["foundation"]


def test_what_stands_on_others_goes_first():
    assert backwards(BEFORE) == {
        "mail": set(),
        "sites": {"mail"},
        "keys": {"sites"},
        "foundation": {"keys", "sites", "mail"},
    }
