"""Paths name a person by id or by e-mail address (domain §13, decision 13), with the same results."""

import json

import pytest

from chassis.access.caller import Caller, Role
from chassis.dynamodb.conditions import Condition
from chassis.testing import caller
from tenants.dao.membership_dao import MembershipDAO
from tenants.domain.membership import Membership

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
USERS = "/v1.0/tenants/{tenant_id}/users"
OWN = f"{USERS}/{{user_id}}"
PERSON = "/v1.0/users/{user_id}"
JO = "jo+x@example.com"


@pytest.fixture
def tenant_id(make_tenant, table, introduce) -> str:
    """A tenant with one viewer; another person of the platform is not its member."""
    tenant_id = make_tenant()
    for user_id, email in (("user-jo", JO), ("user-stranger", "stranger@example.com")):
        introduce(user_id, email)
    member = Membership(
        tenant_id=tenant_id,
        user_id="user-jo",
        email=JO,
        role=Role.TENANT_VIEWER,
        assigned_at="2026-02-21T08:00:00.000Z",
        assigned_by=STAFF.email,
    )
    table.put(MembershipDAO.item(member), Condition())
    return tenant_id


def named(ask, method: str, path: str, user: str, tenant_id: str, who=STAFF, **options) -> tuple[int, dict]:
    ids = {"tenant_id": tenant_id, "user_id": user} if "tenant_id" in path else {"user_id": user}
    status, _, body = ask(method, path, who, parameters=ids, **options)
    return status, body


@pytest.mark.parametrize("spelling", [JO, "Jo+X@Example.COM"])
@pytest.mark.parametrize("path", [OWN, PERSON, f"{PERSON}/tenants"])
def test_reads_find_the_same_person(ask, tenant_id, path, spelling):
    by_id, by_address = (named(ask, "GET", path, user, tenant_id) for user in ("user-jo", spelling))

    assert by_id[0] == by_address[0] == 200
    assert by_address[1]["data"] == by_id[1]["data"]


def test_a_role_is_set_and_taken_away(ask, tenant_id):
    for path, role in ((OWN, "tenant_operator"), (f"{OWN}/role", "tenant_viewer")):
        status, body = named(ask, "PUT", path, JO, tenant_id, body={"role": role})
        assert (status, body["data"]["userId"], body["data"]["role"]) == (200, "user-jo", role)

    assert named(ask, "DELETE", OWN, JO, tenant_id)[0] == 204
    assert named(ask, "GET", OWN, "user-jo", tenant_id)[0] == 404


@pytest.mark.parametrize("path", [OWN, PERSON])
def test_a_stranger_looks_like_nobody(ask, tenant_id, path):
    member = Caller("user-m", "m@example.com", None, {tenant_id: Role.TENANT_ADMIN})
    answers = set()
    for user in ("stranger@example.com", "nobody@example.com", "user-stranger", "user-nobody"):
        status, body = named(ask, "GET", path, user, tenant_id, member)
        answers.add((status, json.dumps({**body, "traceId": "", "instance": ""})))

    assert [status for status, _ in answers] == [404]


@pytest.mark.parametrize("user", ["@", "a@", "@b", "a b@c.com", "a#b@c.com", "x" * 65 + "@c.com", "a@b@c", "é@c.com"])
def test_what_is_no_address_names_nobody(ask, tenant_id, user, everything):
    before = everything()

    assert named(ask, "GET", OWN, user, tenant_id)[0] == 404
    assert named(ask, "DELETE", OWN, user, tenant_id)[0] == 404
    assert everything() == before


def test_an_address_names_nothing_but_people(ask, tenant_id):
    assert ask("GET", "/v1.0/tenants/{tenant_id}", STAFF, parameters={"tenant_id": JO})[0] == 404
