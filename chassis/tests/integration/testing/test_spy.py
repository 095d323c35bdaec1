"""The spy reports each thing that no act may do, and nothing else."""

import pytest

from chassis.access.authorization import Relation, Rule
from chassis.access.caller import EVERYBODY, Role
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.table import Select
from chassis.dynamodb.transaction import transact
from chassis.dynamodb.writes import Update
from chassis.http.api import Api
from chassis.http.envelope import Reply, Wire
from chassis.http.request_context import RequestContext
from chassis.http.routes import act
from chassis.testing import caller, http_event
from chassis.testing.spy import spying

TENANT, FOREIGN = "tenant-0a000000-0000-4000-8000-000000000001", "tenant-0b000000-0000-4000-8000-000000000002"
MEMBER = caller(Role.TENANT_ADMIN, tenant_id=TENANT)


@pytest.fixture(autouse=True)
def well_behaved():
    """Switches off the spy of all other tests: these acts misbehave on purpose."""


class Nothing(Wire):
    """An empty resource."""


class NothingReply(Reply[Nothing]):
    """An empty resource in the envelope of answers."""


doing = []


def do_deed(tenant_id: str, context: RequestContext) -> NothingReply:
    """Do what the test asks for."""
    doing.pop()()
    return NothingReply.of(Nothing(), context)


@pytest.fixture
def ask(table):
    """Calls an act that does to the table whatever the test asks for; returns the findings of the spy."""

    def ask(deed, method: str = "GET") -> list[str]:
        route = f"{method} /v1.0/tenants/{{tenant_id}}/deeds"
        doing.append(deed)
        api = Api("deeds", {route: act(f"{__name__}.do_deed")}, {"do_deed": Rule(Relation.TENANT, EVERYBODY)})
        event = http_event(method, "/v1.0/tenants/{tenant_id}/deeds", caller=MEMBER, parameters={"tenant_id": TENANT})
        with spying() as found:
            assert api(event, None)["statusCode"] == 200
        return found

    return ask


def key(tenant_id: str) -> dict[str, str]:
    return {"PK": f"TENANT#{tenant_id}", "SK": "METADATA"}


def test_one_own_read_is_fine(ask, table):
    assert ask(lambda: table.get(key(TENANT))) == []
    assert ask(lambda: table.page(Select(partition=("PK", f"TENANT#{TENANT}")), size=3)) == []
    assert ask(lambda: table.get({"PK": "SUBDOMAIN#shop", "SK": "UNIQUE"})) == []


def test_a_second_read_is_told(ask, table):
    assert ask(lambda: (table.get(key(TENANT)), table.get(key(TENANT)))) == [
        "do_deed is a read of 2 calls: ['GetItem', 'GetItem']"
    ]


def test_a_scan_is_told(ask, table):
    assert "do_deed scans a table" in ask(lambda: table.client.scan(TableName=table.name))


@pytest.mark.parametrize("how", ["get", "query", "transact", "batch"])
def test_a_foreign_key_is_told(ask, table, how):
    foreign = key(FOREIGN)
    write = Update(table.name, foreign, UpdateExpression(set={"a": 1}), Condition())
    deeds = {
        "get": lambda: table.get(foreign),
        "query": lambda: table.page(Select(partition=("PK", foreign["PK"])), size=1),
        "transact": lambda: transact(table.client, [write]),
        "batch": lambda: table.get_many([foreign]),
    }

    assert [FOREIGN in fault for fault in ask(deeds[how], "POST")] == [True]


def test_a_second_transaction_is_told(ask, table):
    write = Update(table.name, key(TENANT), UpdateExpression(set={"a": 1}), Condition())

    assert ask(lambda: transact(table.client, [write]), "POST") == []
    assert len(ask(lambda: [transact(table.client, [write]) for _ in range(2)], "POST")) == 1
