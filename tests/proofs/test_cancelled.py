"""A cancelled transaction that is no conflict is our own error: answered at once, and nothing is written."""

import pytest

from chassis.dynamodb import transaction
from chassis.runtime.causes import Cause
from tests.catalogue.writes import WRITES
from tests.proofs.cancelled import faults

EFFECTIVE = [act for act, write in WRITES.items() if write.effect]


@pytest.mark.parametrize("act", EFFECTIVE)
def test_a_cancelled_transaction_surfaces_as_itself(act, harness):
    assert list(faults(WRITES[act].prepare(harness))) == []


def test_a_mutant_that_takes_every_cancellation_for_a_conflict_is_caught_in_every_write(harness, monkeypatch):
    """Positive control."""
    monkeypatch.setattr(transaction, "cause_of_code", lambda _: Cause.BUSY)
    monkeypatch.setattr(transaction.time, "sleep", lambda _: None)

    assert [act for act in EFFECTIVE if not any(faults(WRITES[act].prepare(harness)))] == []


def test_a_mutant_without_the_retry_is_caught_in_every_write(harness, monkeypatch):
    """Positive control: a conflict is given up at once."""
    monkeypatch.setattr(transaction, "ATTEMPTS", 1)

    missed = {act for act in EFFECTIVE if not any(faults(WRITES[act].prepare(harness)))}
    assert missed <= {"create_invitations"}, "a bulk request is accepted, and says of each address what became of it"
