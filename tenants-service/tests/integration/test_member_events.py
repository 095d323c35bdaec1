"""Members who leave or get another role cause events; changes inside a tenant cause none."""

import pytest

from chassis.access.caller import Role
from chassis.testing import caller

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
USERS = "/v1.0/tenants/{tenant_id}/users"


@pytest.fixture
def ids(people, tenant_id) -> dict[str, str]:
    """The ids of a tenant with one viewer."""
    people.join("jo")
    return {"tenant_id": tenant_id, "user_id": "user-jo"}


def announced(items_of) -> list[tuple[str, dict]]:
    lines = [line for line in items_of("OUTBOX") if line["name"].startswith("MEMBER_")]
    return [(line["name"], line["body"]["payload"]) for line in lines]


def test_a_new_role_and_a_removal_are_announced(ask, ids, items_of):
    own = f"{USERS}/{{user_id}}"
    assert announced(items_of) == []

    ask("PUT", own, STAFF, parameters=ids, body={"role": "tenant_operator"})
    facts = {"tenantId": ids["tenant_id"], "userId": "user-jo", "by": STAFF.email}
    changed = ("MEMBER_ROLE_CHANGED", {**facts, "role": "tenant_operator", "active": True})
    assert announced(items_of) == [changed]

    ask("DELETE", own, STAFF, parameters=ids)
    removed = ("MEMBER_REMOVED", {**facts, "role": "tenant_operator", "active": False})
    assert sorted(announced(items_of), key=str) == sorted([changed, removed], key=str)


def test_a_refused_removal_is_not(ask, ids, items_of):
    """The last administrator cannot be removed."""
    own = f"{USERS}/{{user_id}}"
    ask("PUT", own, STAFF, parameters=ids, body={"role": "tenant_admin"})
    before = announced(items_of)

    assert ask("DELETE", own, STAFF, parameters=ids)[0] == 422
    assert announced(items_of) == before
