"""Whatever somebody sends: a 4xx problem that names the input, in bounded time, and nothing is written."""

import pytest

from tests.catalogue.asks import doors, writes
from tests.catalogue.harness import STAFF
from tests.catalogue.writes import WRITES
from tests.proofs import attacks

CELLS_AT_LEAST = 3_000


def test_every_write_has_a_row_in_the_catalogue_and_every_row_a_write():
    assert set(WRITES) == set(writes())


@pytest.mark.parametrize("act", WRITES)
def test_no_body_is_too_odd(act, harness, contents):
    ask = WRITES[act].prepare(harness)
    before = contents()

    for part in (attacks.on_body, attacks.on_fields):
        assert [fault for attack in part(ask) for fault in attack.faults()] == []

    assert contents() == before
    reply = ask.send()  # the positive control: the same request, unspoilt
    assert reply.accepted, reply.text
    assert (contents() != before) is WRITES[act].effect


def test_no_path_and_no_query_is_too_odd(harness, contents):
    before, cells = contents(), 0

    for ask in attacks.everywhere(STAFF, {"tenant_id": harness.tenant_id}):
        tried = [*attacks.on_path(ask), *attacks.on_query(ask)]
        assert [fault for attack in tried for fault in attack.faults()] == []
        cells += len(tried)

    assert contents() == before
    assert len(doors()) < cells
    assert cells >= CELLS_AT_LEAST


@pytest.mark.parametrize("act", WRITES)
def test_rare_addresses_are_taken_or_refused_clearly(act, harness):
    for ask in attacks.odd_mails(WRITES[act].prepare(harness)):
        reply = ask.send()
        assert reply.accepted or set(reply.body) >= attacks.COMPLETE, reply.text
        assert reply.status < 500
