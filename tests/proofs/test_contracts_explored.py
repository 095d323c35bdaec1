"""Thousands of requests made from the contracts: no 5xx, no answer that the contract does not know, and a way in."""

import os
from functools import cache

import pytest

from tests.proofs.explorer import ROLES, Explorer, operations, things

EXAMPLES = int(os.environ.get("EXPLORED_EXAMPLES", "4"))
ACCEPTED_AT_LEAST = 0.2


@pytest.mark.parametrize("act", operations())
def test_every_answer_is_in_the_contract(act, house):
    seeded = cache(lambda: things(house))
    explorers = [Explorer(act, role, house, seeded) for role in ROLES]

    for explorer in explorers:
        explorer.explore(EXAMPLES)

    assert [fault for explorer in explorers for fault in explorer.faults] == []
    assert explorers[0].accepted >= ACCEPTED_AT_LEAST, explorers[0].said
