"""A tenant's divisions, groups and teams, as the tests of them ask for them."""

from collections.abc import Callable

import pytest

from chassis.access.caller import Role
from chassis.testing import caller

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
DIVISIONS = "/v1.0/tenants/{tenant_id}/divisions"
PATHS = {
    "division": DIVISIONS,
    "group": f"{DIVISIONS}/{{division_id}}/groups",
    "team": f"{DIVISIONS}/{{division_id}}/groups/{{group_id}}/teams",
}
KINDS = list(PATHS)


class Tree:
    """Sends requests about one tenant's units; the path of ids names a unit."""

    def __init__(self, ask, tenant_id: str) -> None:
        self.ask, self.tenant_id = ask, tenant_id

    def request(self, method: str, kind: str, ids=(), who=STAFF, **options) -> tuple[int, dict, dict]:
        path = PATHS[kind] + (f"/{{{kind}_id}}" if len(ids) > KINDS.index(kind) else "")
        names = ("division_id", "group_id", "team_id")
        parameters = {"tenant_id": self.tenant_id, **dict(zip(names, ids, strict=False))}
        return self.ask(method, path, who, parameters=parameters, **options)

    def make(self, *parent: str, name: str = "North", **options) -> tuple[str, ...]:
        kind = KINDS[len(parent)]
        status, _, body = self.request("POST", kind, parent, body={"name": name}, **options)
        assert status == 201, body
        return (*parent, body["data"][f"{kind}Id"])

    def read(self, ids, who=STAFF) -> tuple[int, dict]:
        status, _, body = self.request("GET", KINDS[len(ids) - 1], ids, who)
        return status, body

    def delete(self, ids, who=STAFF, *, cascade=False, **options) -> tuple[int, dict]:
        query = {"cascade": "true"} if cascade else None
        kind = KINDS[len(ids) - 1]
        status, _, body = self.request("DELETE", kind, ids, who, query=query, **options)
        return status, body

    def names(self, kind: str, *parent: str, **query: str) -> list[str]:
        found: list[str] = []
        for _ in range(20):
            _, _, body = self.request("GET", kind, parent, query=query)
            found += [one["name"] for one in body["data"]]
            if not body["page"]["moreAvailable"]:
                return found
            query["startAt"] = body["page"]["startAt"]
        raise AssertionError("this list has no end")

    def all(self) -> list:
        path = "/v1.0/tenants/{tenant_id}/hierarchy"
        _, _, body = self.ask("GET", path, STAFF, parameters={"tenant_id": self.tenant_id})
        assert body["data"]["complete"]
        return [shape(one) for one in body["data"]["divisions"]]


def shape(node: dict) -> tuple:
    return node["name"], [shape(below) for below in node["below"]]


@pytest.fixture
def make_tree(ask) -> Callable[[str], Tree]:
    """The units of a tenant, by its id."""
    return lambda tenant_id: Tree(ask, tenant_id)


@pytest.fixture
def tree(make_tree, tenant_id) -> Tree:
    return make_tree(tenant_id)


@pytest.fixture
def branch(tree) -> dict[str, tuple[str, ...]]:
    division = tree.make(name="Retail")
    group = tree.make(*division, name="North")
    return {"division": division, "group": group, "team": tree.make(*group, name="A-Team")}
