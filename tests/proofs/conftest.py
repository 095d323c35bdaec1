"""Fixtures of the proofs: a tenant on fresh tables, and a reader of everything in the tables."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.catalogue.asks import Ask, Reply
from tests.catalogue.harness import Harness, dump
from tests.catalogue.services import prepare


@pytest.fixture
def harness(tables: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Harness:
    """An ACTIVE tenant; the other services do not answer."""
    prepare(monkeypatch)
    return Harness.build()


@pytest.fixture
def contents(tables: Callable[[str], str]) -> Callable[[], list[str]]:
    """All items of all tables, to show what a request has changed."""
    return lambda: dump(tables)


@pytest.fixture(autouse=True)
def requests_counted(monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]) -> Iterator[None]:
    """Number of requests per proof, for the table of `make test-long`."""
    made, send = count(), Ask.send

    def counted(ask: Ask, **raw: object) -> Reply:
        next(made)
        return send(ask, **raw)

    monkeypatch.setattr(Ask, "send", counted)
    yield
    record_property("cells", next(made))
