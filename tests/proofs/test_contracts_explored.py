"""Thousands of requests made from the contracts: no 5xx, no answer that the contract does not know, and a way in."""

import os
from dataclasses import replace
from functools import cache

import pytest

from tenants import dependencies as tenants
from tests.catalogue.asks import Ask, Reply
from tests.proofs.explorer import ROLES, Explorer, operations, things

EXAMPLES = int(os.environ.get("EXPLORED_EXAMPLES", "4"))
ACCEPTED_AT_LEAST = 0.2


@pytest.mark.parametrize("act", operations())
def test_every_answer_is_in_the_contract(act, harness):
    seeded = cache(lambda: things(harness))
    explorers = [Explorer(act, role, harness, seeded) for role in ROLES]

    for explorer in explorers:
        explorer.explore(EXAMPLES, derandomize="EXPLORED_EXAMPLES" not in os.environ)

    assert [fault for explorer in explorers for fault in explorer.faults] == []
    assert explorers[0].accepted >= ACCEPTED_AT_LEAST, explorers[0].said


@pytest.mark.parametrize(("right", "wrong"), [('"tenantId"', '"tenant"'), ('"status":"ACTIVE"', '"status":"ASLEEP"')])
def test_a_mutant_whose_answer_is_not_in_the_contract_is_caught(harness, monkeypatch, right, wrong):
    """Positive control: a renamed member, and a value outside the contract."""
    send = Ask.send
    monkeypatch.setattr(Ask, "send", lambda ask: _rewritten(send(ask), right, wrong))
    explorer = Explorer("get_tenant", "platform_admin", harness, lambda: {"tenant_id": harness.tenant_id})

    explorer.explore(2)

    assert explorer.faults


def test_a_mutant_that_falls_over_is_caught(harness, monkeypatch):
    """Positive control: a 500 is one, whatever its body."""
    monkeypatch.setattr(tenants.tenant_service(), "get_tenant", lambda *_: 1 / 0)
    explorer = Explorer("get_tenant", "platform_admin", harness, lambda: {"tenant_id": harness.tenant_id})

    explorer.explore(2)

    assert len(explorer.faults) == explorer.said[500] > 0


def _rewritten(reply: Reply, right: str, wrong: str) -> Reply:
    assert right in reply.text
    return replace(reply, text=reply.text.replace(right, wrong))
