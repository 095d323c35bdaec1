"""An id that nearly matches an existing one names nothing, for every act and every id in its path."""

import uuid
from dataclasses import replace

import pytest

from chassis.dynamodb.table import Select, Table
from tests.catalogue.asks import Ask, doors
from tests.catalogue.harness import Harness, dump
from tests.catalogue.reads import all_things, reads
from tests.catalogue.services import prepare
from tests.catalogue.writes import WRITES
from tests.isolation.matrix import NEAR

WITH_IDS = [name for name, (_, act) in doors().items() if "{" in act.path]
OTHER_NAMES = {"primary"}
"""Names that are no ids."""


@pytest.fixture
def harness(tables, monkeypatch) -> Harness:
    prepare(monkeypatch)
    return Harness.build()


def ask_of(act: str, harness: Harness) -> Ask:
    """A request that is accepted."""
    return WRITES[act].prepare(harness) if act in WRITES else reads(all_things(harness))[act]


def near_names(ask: Ask):
    """Each id of the path by itself, altered a little; beside it a name of the same form that is wholly another's."""
    for name, own in ask.ids.items():
        if own in OTHER_NAMES:
            continue
        other = f"{own.partition('-')[0]}-{uuid.uuid4()}"
        for near, alter in NEAR.items():
            yield f"{name} {near}", *(replace(ask, ids={**ask.ids, name: alter(one)}) for one in (own, other))


def faults(ask: Ask):
    """Near names that are not answered as unknown ones."""
    for told, near, unknown in near_names(ask):
        found, expected = answer_without_ids(near), answer_without_ids(unknown)
        if found != expected:
            yield f"{ask.act}, {told}: {found}, an unknown one: {expected}"[:800]


def answer_without_ids(ask: Ask) -> tuple[int, str]:
    """Status and body; links repeat the ids of the path, which differ by intent."""
    status, text = ask.send().lasting
    for name in ask.ids.values():
        text = text.replace(name, "")
    return status, text


@pytest.mark.parametrize("act", WITH_IDS)
def test_a_near_name_names_nothing(act, harness, tables):
    ask = ask_of(act, harness)
    before = dump(tables)

    assert list(faults(ask)) == []

    assert dump(tables) == before
    assert ask.send().accepted, "the request itself is good"


@pytest.mark.parametrize("act", ["get_site", "get_invitation", "get_template"])
def test_a_mutant_that_finds_what_begins_alike_is_caught(act, harness, monkeypatch):
    """Positive control: a read that takes the first item whose sort key begins as asked."""
    ask = ask_of(act, harness)

    def first(table, key, **_):
        found = table.page(Select(("PK", key["PK"]), ("SK", key["SK"])), size=1)
        return found.items[0] if found.items else None

    monkeypatch.setattr(Table, "get", first)

    assert any(faults(ask))
