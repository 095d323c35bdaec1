"""Divisions, groups and teams through the API."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.access.caller import EVERYBODY, Role
from chassis.testing import caller
from tenants.domain.tenant import TenantStatus

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
KINDS = ["division", "group", "team"]
KEY = {"idempotency-key": "order-4711"}


class TestFiveVerbs:
    @pytest.mark.parametrize("kind", KINDS)
    def test_make_read_rename_and_delete(self, tree, branch, kind):
        *parent, _ = branch[kind]
        ids = tree.make(*parent, name="Second")

        status, body = tree.read(ids)
        assert (status, body["data"]["name"], body["data"]["level"]) == (200, "Second", kind.upper())

        status, _, renamed = tree.request("PUT", kind, ids, body={"name": "Third", "description": "The third"})
        assert (status, renamed["data"]["name"], renamed["data"][f"{kind}Id"]) == (200, "Third", ids[-1])
        assert renamed["data"] == tree.read(ids)[1]["data"]
        assert sorted(tree.names(kind, *parent)) == sorted(["Third", tree.read(branch[kind])[1]["data"]["name"]])

        assert tree.delete(ids)[0] == 204
        assert tree.read(ids)[0] == 404
        assert tree.delete(ids)[0] == 404

    def test_answer_the_place_of_what_was_made(self, tree, tenant_id):
        status, headers, body = tree.request("POST", "division", body={"name": "Retail"})

        assert status == 201
        assert headers["Location"] == f"/v1.0/tenants/{tenant_id}/divisions/{body['data']['divisionId']}"
        assert body["_links"]["self"]["href"] == headers["Location"]

    def test_show_the_whole_tree_in_one_query(self, tree, branch, table):
        for name in ("south", "East"):
            tree.make(*branch["division"], name=name)
        calls: list[str] = []
        table.client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))

        assert tree.all() == [("Retail", [("East", []), ("North", [("A-Team", [])]), ("south", [])])]
        assert calls == ["Query"]

    def test_the_tree_leads_on(self, branch, ask, tenant_id):
        path = "/v1.0/tenants/{tenant_id}/hierarchy"
        _, _, body = ask("GET", path, STAFF, parameters={"tenant_id": tenant_id})

        own = f"/v1.0/tenants/{tenant_id}"
        hrefs = {rel: link["href"] for rel, link in body["_links"].items()}
        assert hrefs == {"self": f"{own}/hierarchy", "tenant": own, "divisions": f"{own}/divisions"}
        [division] = body["data"]["divisions"]
        assert division["_links"]["self"]["href"] == f"{own}/divisions/{branch['division'][-1]}"

    def test_list_by_name_in_pages_and_find_a_part_of_it(self, tree):
        for name in ("delta", "Alpha", "charlie", "Bravo"):
            tree.make(name=name)

        assert tree.names("division", pageSize="3") == ["Alpha", "Bravo", "charlie", "delta"]
        assert tree.names("division", name="A", pageSize="1") == ["Alpha", "Bravo", "charlie", "delta"]
        assert tree.names("division", name="LI") == ["charlie"]

    def test_are_told_in_the_audit_trail(self, tree, branch, ask, tenant_id):
        tree.request("PUT", "team", branch["team"], body={"name": "B-Team"})
        tree.delete(branch["team"])

        path = "/v1.0/tenants/{tenant_id}/events"
        _, _, body = ask("GET", path, STAFF, parameters={"tenant_id": tenant_id})
        deleted, renamed = body["data"][:2]
        assert [deleted["eventType"], renamed["eventType"]] == ["HIERARCHY_TEAM_DELETED", "HIERARCHY_TEAM_UPDATED"]
        assert (renamed["before"], renamed["after"]) == ({"name": "A-Team"}, {"name": "B-Team"})
        assert (deleted["resourceType"], deleted["resourceId"]) == ("TEAM", branch["team"][-1])


class TestNames:
    @pytest.mark.parametrize("kind", KINDS)
    def test_are_unique_below_one_parent_whatever_the_case(self, tree, branch, kind):
        *parent, _ = branch[kind]
        name = tree.read(branch[kind])[1]["data"]["name"]

        status, _, body = tree.request("POST", kind, parent, body={"name": f" {name.upper()} "})

        assert (status, body["code"]) == (409, "DUPLICATE_RESOURCE")

    def test_may_return_below_another_parent(self, tree, branch):
        other = tree.make(name="Wholesale")

        assert tree.make(*other, name="North")

    def test_are_free_again_after_a_rename_and_a_deletion(self, tree, branch):
        tree.request("PUT", "division", branch["division"], body={"name": "Shops"})
        again = tree.make(name="Retail")
        tree.delete(again)

        assert tree.make(name="retail")
        assert tree.request("POST", "division", body={"name": "shops"})[0] == 409

    def test_go_to_one_of_many_at_once(self, tree):
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: tree.request("POST", "division", body={"name": "One"})[0], range(8)))

        assert answers.count(201) == 1
        assert set(answers) <= {201, 409, 503}
        assert tree.names("division") == ["One"]

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"name": "x"},
            {"name": "x" * 51},
            {"name": "a\u0000b"},
            {"name": "\u200b\u200d"},
            {"name": "ok", "active": False},
        ],
    )
    def test_are_checked(self, tree, body):
        assert tree.request("POST", "division", body=body)[0] == 400


class TestRoom:
    @pytest.mark.parametrize("kind", KINDS)
    def test_ends_at_a_hundred_below_one_parent(self, tree, branch, table, kind):
        *parent, _ = branch[kind]
        key = {"PK": {"S": f"TENANT#{tree.tenant_id}"}}
        sort = "#".join(("HIERARCHY", *parent)) if parent else "DIVISIONS"
        table.client.update_item(
            TableName=table.name,
            Key=key | {"SK": {"S": sort}},
            UpdateExpression="SET children = :n",
            ExpressionAttributeValues={":n": {"N": "99"}},
        )
        with ThreadPoolExecutor(4) as pool:
            requests = [{"name": f"Unit {n}"} for n in range(4)]
            answers = list(pool.map(lambda body: tree.request("POST", kind, parent, body=body)[0], requests))

        assert answers.count(201) == 1
        assert tree.request("POST", kind, parent, body={"name": "More"})[2]["code"] == "QUOTA_EXCEEDED"


class TestDeletion:
    @pytest.mark.parametrize("kind", ["division", "group"])
    def test_is_refused_while_something_stands_below_and_names_it(self, tree, branch, kind, everything):
        before = everything()
        below = branch[KINDS[KINDS.index(kind) + 1]]

        status, body = tree.delete(branch[kind])

        assert (status, body["code"]) == (422, "DEPENDENCIES_EXIST")
        assert [one["id"] for one in body["dependencies"]] == [below[-1]]
        assert everything() == before

    def test_lets_no_child_slip_below_what_goes(self, tree):
        for turn in range(5):
            ids = tree.make(name=f"Unit {turn}")
            with ThreadPoolExecutor(2) as pool:
                making = pool.submit(tree.request, "POST", "group", ids, body={"name": "Late"})
                deleting = pool.submit(tree.delete, ids)
            answers = (making.result()[0], deleting.result()[0])
            assert answers in {(201, 422), (404, 204), (503, 204), (201, 503)}

    def test_links_say_what_is_possible(self, tree, branch):
        group, team = tree.read(branch["group"])[1], tree.read(branch["team"])[1]

        assert group["_unavailable"]["delete"]["code"] == "DEPENDENCIES_EXIST"
        assert "cascade_delete" in group["_links"]
        assert "delete" in team["_links"]


class TestRoles:
    @pytest.mark.parametrize("role", sorted(EVERYBODY))
    def test_administrators_write_and_operators_read(self, tree, tenant_id, branch, role):
        who = caller(role, tenant_id=tenant_id if role.startswith("tenant") else None)
        writes = role in (Role.PLATFORM_ADMIN, Role.TENANT_ADMIN)
        status, body = tree.read(branch["team"], who)

        assert status == (403 if role is Role.TENANT_VIEWER else 200)
        if status == 200:
            assert ("update" in body["_links"]) == writes
        assert tree.request("POST", "division", who=who, body={"name": "Mine"})[0] == (201 if writes else 403)
        assert tree.delete(branch["team"], who)[0] == (204 if writes else 403)


@pytest.mark.parametrize("status", [one for one in TenantStatus if one is not TenantStatus.ACTIVE])
def test_only_an_active_tenant_is_reorganised(tree, branch, set_status, tenant_id, status, everything):
    set_status(tenant_id, status)
    before = everything()

    answers = [
        tree.request("POST", "division", body={"name": "New"}),
        tree.request("PUT", "team", branch["team"], body={"name": "New"}),
        tree.request("DELETE", "team", branch["team"]),
        tree.request("DELETE", "team", branch["team"], query={"cascade": "true"}),
    ]

    assert [(answer[0], answer[2]["code"]) for answer in answers] == [(422, "INVALID_STATUS_TRANSITION")] * 4
    assert not any("method" in link for link in tree.read(branch["team"])[1]["_links"].values())
    assert everything() == before


class TestIdempotency:
    @pytest.mark.parametrize("act", ["create", "update", "delete"])
    def test_makes_many_requests_one_effect(self, tree, branch, act, everything):
        request = {
            "create": lambda: tree.request("POST", "division", body={"name": "New"}, headers=KEY),
            "update": lambda: tree.request("PUT", "team", branch["team"], body={"name": "New"}, headers=KEY),
            "delete": lambda: tree.request("DELETE", "team", branch["team"], headers=KEY),
        }[act]
        first = request()
        after = everything()
        with ThreadPoolExecutor(8) as pool:
            again = list(pool.map(lambda _: request(), range(16)))

        assert {answer[0] for answer in again} == {first[0]}
        assert all((answer[2] or {}).get("data") == (first[2] or {}).get("data") for answer in again)
        assert everything() == after


def test_another_tenants_units_are_unknown(tree, branch, make_tree, make_tenant, everything):
    other = make_tree(make_tenant("Other"))
    before = everything()
    for kind, ids in branch.items():
        unknown = (*ids[:-1], f"{ids[-1][:-4]}0000")
        for method in ("GET", "PUT", "DELETE"):
            body = {"name": "Mine"} if method == "PUT" else None
            answers = [
                other.request(method, kind, ids, body=body),
                tree.request(method, kind, unknown, body=body),
            ]
            for answer in answers:
                answer[1].clear()
                answer[2].update(traceId="", instance="")
            assert answers[0] == answers[1]
            assert answers[0][0] == 404
    assert everything() == before
