"""What the proofs share: a house on fresh tables, and a look at everything that the tables hold."""

from collections.abc import Callable

import pytest

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
