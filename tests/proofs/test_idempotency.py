"""A write under an Idempotency-Key is one write: repeated, at once, after a crash; and the key opens nothing else."""

import os
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chassis.dynamodb.conditions import Condition
from chassis.http import api
from chassis.http.idempotency import IdempotentWriter
from chassis.http.idempotency_key import IdempotencyKey
from chassis.http.request_context import make_context
from tests.catalogue.writes import WRITES
from tests.proofs.repeats import Trial, in_series, killed, outlived, raced, reused

IN_SERIES = 20
AT_ONCE = int(os.environ.get("REPEATS_AT_ONCE", "8"))
EFFECTIVE = [act for act, write in WRITES.items() if write.effect]


@pytest.fixture
def trial(act, harness, contents) -> Trial:
    return Trial(act, harness, contents)


@pytest.mark.parametrize("act", EFFECTIVE)
def test_a_write_under_a_key_is_one_write(trial):
    assert list(in_series(trial, IN_SERIES)) == []
    assert list(raced(trial, AT_ONCE)) == []
    assert list(killed(trial)) == []
    assert list(reused(trial)) == []
    assert list(outlived(trial)) == []


def test_a_mutant_that_forgets_its_keys_is_caught_in_every_write(harness, contents, monkeypatch):
    """Positive control: each request finds a record of its own, and so none of an earlier one."""
    monkeypatch.setattr(IdempotencyKey, "sort_key", property(lambda _: f"IDEMPOTENCY#{uuid.uuid4()}"))

    assert [act for act in EFFECTIVE if not list(in_series(Trial(act, harness, contents), 2))] == []


@pytest.mark.parametrize("act", ["create_division", "delete_division", "create_site"])
def test_a_mutant_whose_keys_belong_to_nobody_is_caught(trial, monkeypatch):
    """Positive control: the key alone, without the person."""
    monkeypatch.setattr(IdempotencyKey, "sort_key", property(lambda key: f"IDEMPOTENCY#{key.act}#{key.key}"))

    assert any("somebody else" in fault for fault in reused(trial))


@pytest.mark.parametrize("act", ["delete_division", "cancel_invitation"])
def test_a_mutant_whose_keys_know_the_body_only_is_caught(trial, monkeypatch):
    """Positive control: two requests without a body are not the same request (ADR 0020)."""
    monkeypatch.setattr(api, "make_context", lambda *parts, **_: make_context(*parts))

    assert any("another thing" in fault for fault in reused(trial))


def test_a_mutant_that_reads_records_past_their_life_is_caught_in_every_write(harness, contents, monkeypatch):
    """Positive control: the look before the write takes every record that the table still has."""
    check = IdempotentWriter.check_first

    def check_forever(writer, context, partition):
        check(IdempotentWriter(writer.table, lambda: datetime(2000, 1, 1, tzinfo=UTC)), context, partition)

    monkeypatch.setattr(IdempotentWriter, "check_first", check_forever)

    assert [act for act in EFFECTIVE if not any(outlived(Trial(act, harness, contents)))] == []


def test_a_mutant_that_writes_over_no_record_is_caught_in_every_write(harness, contents, monkeypatch):
    """Positive control: the condition of the write takes every record that the table still has."""
    record = IdempotencyKey.record
    monkeypatch.setattr(
        IdempotencyKey, "record", lambda *parts: replace(record(*parts), condition=Condition(exists=False))
    )

    assert [act for act in EFFECTIVE if not any(outlived(Trial(act, harness, contents)))] == []
