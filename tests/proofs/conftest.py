"""What the proofs share: a house on fresh tables, and a look at everything that the tables hold."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.catalogue.asks import Ask, Reply
from tests.catalogue.house import House, dump
from tests.catalogue.services import prepare


@pytest.fixture
def house(tables: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> House:
    """A tenant in working order; the neighbours of each service are away."""
    prepare(monkeypatch)
    return House.build()


@pytest.fixture
def contents(tables: Callable[[str], str]) -> Callable[[], list[str]]:
    """All items of all tables, to show what a request has changed."""
    return lambda: dump(tables)


@pytest.fixture(autouse=True)
def requests_counted(monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]) -> Iterator[None]:
    """How many requests a proof made, for the table that `make test-long` prints."""
    made, send = count(), Ask.send

    def counted(ask: Ask, **raw: object) -> Reply:
        next(made)
        return send(ask, **raw)

    monkeypatch.setattr(Ask, "send", counted)
    yield
    record_property("cells", next(made))
