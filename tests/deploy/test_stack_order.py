"""Stacks are applied after their dependencies, several in parallel on request, and destroyed in reverse."""

import threading

import pytest

from deploy.stack_order import find_dependencies, list_stacks, reverse_dependencies, run_in_order

BEFORE = {"foundation": set(), "keys": {"foundation"}, "sites": {"foundation", "keys"}, "mail": {"sites", "foundation"}}


def test_a_stack_needs_the_base_stacks_and_the_owners_of_its_queues(root):
    found = find_dependencies(root)

    assert found["foundation"] == set()
    assert found["hosting"] == {"foundation"}
    assert found["tenants-service"] == {"foundation", "keys", "hosting"}
    assert "sites-service" in found["sqs-consumers"], "it consumes a queue of sites"
    assert "sites-service" in found["mail-service"], "its queue is fed by a topic of sites"


def test_the_declared_order_respects_every_dependency(root):
    ordered = list_stacks(root)

    assert all(
        ordered.index(other) < ordered.index(name)
        for name, before in find_dependencies(root).items()
        for other in before
    )


@pytest.mark.parametrize("parallelism", ["1", "4"])
def test_a_stack_starts_after_its_dependencies_have_ended(monkeypatch, parallelism):
    monkeypatch.setenv("AT_ONCE", parallelism)
    done: list[str] = []

    def act(name: str) -> None:
        assert BEFORE[name] <= set(done)
        done.append(name)

    run_in_order(BEFORE, act)
    assert sorted(done) == sorted(BEFORE)


def test_independent_stacks_run_in_parallel(monkeypatch):
    monkeypatch.setenv("AT_ONCE", "2")
    met = threading.Barrier(2, timeout=10)

    run_in_order({"keys": set(), "hosting": set()}, lambda _: met.wait())


def test_a_failure_stops_the_run(monkeypatch):
    monkeypatch.setenv("AT_ONCE", "2")
    done = []

    def act(name: str) -> None:
        if name == "keys":
            raise ValueError(name)
        done.append(name)

    with pytest.raises(ValueError, match="keys"):
        run_in_order(BEFORE, act)
    assert done == ["foundation"]


def test_a_deletion_begins_with_the_dependents():
    assert reverse_dependencies(BEFORE) == {
        "mail": set(),
        "sites": {"mail"},
        "keys": {"sites"},
        "foundation": {"keys", "sites", "mail"},
    }
