"""The isolation matrix, generated from the authorization tables: an act with a hole is found."""

import pytest

from chassis.access.caller import Caller
from chassis.dynamodb.table import Table
from chassis.dynamodb.transaction import transact
from chassis.dynamodb.writes import Put
from chassis.operations.operation_log import NewOperation, OperationLog
from chassis.runtime import clients
from chassis.testing import FrozenClock
from chassis.testing.contents import contents
from tests.catalogue.services import acts, manifests, prepare
from tests.isolation import matrix
from tests.isolation.matrix import VICTIM, cells, faults, snapshot

SITE = "site-0b000000-0000-4000-8000-00000000000a"
CELLS_AT_LEAST = 10_000


@pytest.fixture
def victim(tables, monkeypatch):
    """A tenant with something of everything; answers the ids that others might guess."""
    prepare(monkeypatch)
    partition = {"PK": f"TENANT#{VICTIM}"}
    log = OperationLog(clients.dynamodb(), tables("operations"), FrozenClock())
    operation, line = log.begin(
        NewOperation(
            tenant_id=VICTIM,
            operation_type="SITE_CREATION",
            resource_type="SITE",
            resource_id=SITE,
            resource_href=f"/v1.0/tenants/{VICTIM}/sites/{SITE}",
            steps=[("create_site", "Create")],
            created_by="user-victim",
            correlation_id="trace",
        )
    )
    things = [
        Put(tables("tenants"), {**partition, "SK": "METADATA", "tenantId": VICTIM, "status": "ACTIVE"}),
        Put(tables("sites"), {**partition, "SK": f"SITE#{SITE}", "tenantId": VICTIM, "siteId": SITE}),
        Put(tables("instances"), {**partition, "SK": "INSTANCE", "tenantId": VICTIM, "state": "ACTIVE"}),
    ]
    transact(clients.dynamodb(), [line, *things])
    return {"site_id": SITE, "operation_id": operation.operation_id, "instance_id": VICTIM}


def everything_of_the_victim(tables) -> list[str]:
    names = [table for manifest in manifests() for table in manifest.get("tables") or {}]
    items = [item for name in names for item in contents(Table(clients.dynamodb(), tables(name)))]
    return snapshot([item for item in items if VICTIM in str(item) or "0b0000000000" in str(item.get("PK"))])


@pytest.mark.parametrize(("api", "act"), [pytest.param(api, act, id=act.name) for api, act in acts()])
def test_nobody_reaches_what_is_not_theirs(api, act, victim, tables, record_property):
    before = everything_of_the_victim(tables)
    record_property("cells", len(cells(act)))

    assert list(faults(api, act, victim)) == []

    assert before, "there is something to protect"
    assert everything_of_the_victim(tables) == before


def test_the_matrix_is_large_enough():
    assert sum(len(cells(act)) for _, act in acts()) >= CELLS_AT_LEAST


def test_a_mutant_that_drops_the_tenant_check_is_caught(victim, monkeypatch):
    """Positive control: with every tenant visible to everybody the matrix must cry out for each act of a tenant."""
    monkeypatch.setattr(Caller, "sees", lambda self, tenant_id: True)
    monkeypatch.setattr(Caller, "roles_in", lambda self, tenant_id: frozenset(self.memberships.values()))
    monkeypatch.setattr(matrix, "_expected_of_tenant", _unmutated)
    guarded = [(api, act) for api, act in acts() if api.rules[act.name].relation.value == "tenant"]

    uncaught = [act.name for api, act in guarded if not list(faults(api, act, victim))]

    assert guarded
    assert uncaught == []


@pytest.mark.parametrize("near", matrix.NEAR)
def test_a_mutant_that_takes_a_near_name_for_the_own_one_is_caught(near, victim, monkeypatch):
    """Positive control: a comparison of tenants that is not equality, for each act of a tenant."""

    def is_tried(cell):
        return cell.who == "tenant_admin" and cell.near == near

    def role(caller, tenant_id):
        return next(
            (role for own, role in caller.memberships.items() if tenant_id in (own, matrix.NEAR[near](own))), None
        )

    monkeypatch.setattr(Caller, "sees", lambda self, tenant_id: bool(self.platform_role or role(self, tenant_id)))
    monkeypatch.setattr(
        Caller, "roles_in", lambda self, tenant_id: frozenset({self.platform_role, role(self, tenant_id)} - {None})
    )
    monkeypatch.setattr(matrix, "_expected_of_tenant", _unmutated)
    monkeypatch.setattr(matrix, "cells", lambda act: [cell for cell in cells(act) if is_tried(cell)])
    guarded = [(api, act) for api, act in acts() if api.rules[act.name].relation.value == "tenant"]

    # A tenant that is not there answers as one that may not be seen: only get_tenant asks for nothing else.
    assert {act.name for api, act in guarded if not list(faults(api, act, victim))} <= {"get_tenant"}


def _unmutated(rule, caller, named):
    """What the table says, worked out without the parts that the mutant replaces."""
    roles = {caller.platform_role, caller.memberships.get(named)} - {None}
    if not roles:
        return {404}
    return matrix.SERVED if roles & rule.roles else {403}
