"""What the tests of the guides share: a fresh world, with a clock that only guides move."""

import sys
from collections.abc import Callable, Iterator

import pytest

from chassis.dynamodb.table import Table
from chassis.runtime import clients
from chassis.runtime import clock as clocks
from chassis.testing import FrozenClock
from tenants import authorizer_main
from tenants.dao.membership_dao import MembershipDAO
from tenants.services.id_tokens import IdTokens
from tenants.services.identity_service import IdentityService
from tests.catalogue.services import acts, forget, prepare
from tests.guides.names import Names
from tests.guides.post import INVITATION_KEY
from tests.guides.tokens import AUDIENCE, ISSUER, Pool
from tests.guides.world import DemoWorld


@pytest.fixture(scope="session")
def pool() -> Pool:
    """One key a session: making it takes a while."""
    return Pool()


@pytest.fixture
def make_world(
    tables: Callable[[str], str], clock: FrozenClock, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Names], DemoWorld]]:
    """Makes the world of one guide."""
    prepare(monkeypatch)
    monkeypatch.setenv("INVITATION_KEY", INVITATION_KEY)
    monkeypatch.setenv("DOCS_URL", "/docs")
    monkeypatch.setenv("SIGN_IN_URL", "https://sign-in.managed-wordpress.example")
    monkeypatch.setenv("SIGN_IN_CLIENT", "4h2k8example1client")
    stop_clocks(monkeypatch, clock)
    memberships = MembershipDAO(Table(clients.dynamodb(), tables("tenants")))
    identity = IdentityService(IdTokens(ISSUER, AUDIENCE, pool), memberships, clock)
    monkeypatch.setattr(authorizer_main, "identity_service", lambda: identity)
    yield lambda names: DemoWorld(tables, clock, pool, names)
    forget()


def stop_clocks(monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> None:
    """Every service gets the guides' time, so that two runs write the same.

    All handlers are imported first, and `chassis.runtime.clock` is left alone: a module that is imported while the
    clock stands still would keep that clock after the test.
    """
    for api, act in acts():
        api.endpoint(act.name)
    running = clocks.utc_now
    for module in list(sys.modules.values()):
        if module is not clocks and vars(module).get("utc_now") is running:
            monkeypatch.setattr(module, "utc_now", clock)
