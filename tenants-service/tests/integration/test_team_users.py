"""Members of a team through the API."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.access.caller import Role
from chassis.runtime import clients
from chassis.testing import caller, queue_event
from tenants.hierarchy_deletion_main import lambda_handler

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
TEAM = "/v1.0/tenants/{tenant_id}/divisions/{division_id}/groups/{group_id}/teams/{team_id}"


@pytest.fixture
def team(ask, tenant_id) -> dict[str, str]:
    ids = {"tenant_id": tenant_id}
    path = "/v1.0/tenants/{tenant_id}"
    for kind in ("division", "group", "team"):
        path += f"/{kind}s"
        made = ask("POST", path, STAFF, parameters=ids, body={"name": "North"})[2]["data"]
        ids[f"{kind}_id"] = made[f"{kind}Id"]
        path += f"/{{{kind}_id}}"
    return ids


@pytest.fixture
def in_team(ask, team):
    def request(method: str, name: str | None = None, who=STAFF, ids=team, **options) -> tuple[int, dict]:
        own = method == "DELETE"
        parameters = {**ids, "user_id": f"user-{name}"} if own else ids
        body = {"userId": f"user-{name}"} if method == "POST" else None
        path = f"{TEAM}/users" + ("/{user_id}" if own else "")
        status, _, answer = ask(method, path, who, parameters=parameters, body=body, **options)
        return status, answer

    return request


class TestTeams:
    def test_take_members_in_list_them_and_let_them_go(self, people, in_team, ask, team):
        people.join("jo")
        people.join("mo")

        assert [in_team("POST", name)[0] for name in ("jo", "mo", "jo")] == [201, 201, 409]
        assert [one["userId"] for one in in_team("GET")[1]["data"]] == ["user-jo", "user-mo"]
        assert people.one("GET", "jo")[1]["data"]["teams"][0]["teamId"] == team["team_id"]
        refused = ask("DELETE", TEAM, STAFF, parameters=team)[2]
        assert [one["name"] for one in refused["dependencies"]] == ["jo@example.com", "mo@example.com"]

        assert [in_team("DELETE", "jo")[0] for _ in range(2)] == [204, 404]
        assert people.one("GET", "jo")[1]["data"]["teams"] == []
        assert in_team("DELETE", "mo")[0] == 204
        assert ask("DELETE", TEAM, STAFF, parameters=team)[0] == 204

    def test_refuse_whoever_is_no_member(self, people, in_team):
        people.join("jo")
        people.remove("jo")

        assert in_team("POST", "jo")[0] == in_team("POST", "stranger")[0] == 404

    def test_lose_whoever_is_removed_from_the_tenant(self, people, in_team, ask, team):
        people.join("jo")
        in_team("POST", "jo")

        assert people.remove("jo")[0] == 204
        assert in_team("GET")[1]["data"] == []
        assert ask("GET", TEAM, STAFF, parameters=team)[2]["data"]["children"] == 0

    @pytest.mark.parametrize("turn", range(4))
    def test_never_hold_somebody_who_was_removed_meanwhile(self, people, in_team, turn):
        people.join("jo")
        with ThreadPoolExecutor(2) as pool:
            joining, leaving = pool.submit(in_team, "POST", "jo"), pool.submit(people.remove, "jo")

        assert leaving.result()[0] == 204
        assert joining.result()[0] in (201, 404)
        assert in_team("GET")[1]["data"] == []

    def test_are_unknown_where_the_path_is_wrong(self, people, in_team, team, make_tenant):
        people.join("jo")
        in_team("POST", "jo")
        for name, other in (("division_id", "div-x"), ("team_id", "team-x"), ("tenant_id", make_tenant("Other"))):
            ids = {**team, name: other}

            assert in_team("GET", ids=ids)[0] == in_team("POST", "jo", ids=ids)[0] == 404

    def test_go_with_everything_below_a_division(self, people, in_team, team, ask, items_of):
        people.join("jo")
        in_team("POST", "jo")
        path = "/v1.0/tenants/{tenant_id}/divisions/{division_id}"
        ids = {name: team[name] for name in ("tenant_id", "division_id")}
        assert ask("DELETE", path, STAFF, parameters=ids, query={"cascade": "true"})[0] == 202
        clients.sqs().create_queue(QueueName="hierarchy")
        [line] = [one for one in items_of("OUTBOX") if one["name"] == "HIERARCHY_DELETION_REQUEST"]

        assert lambda_handler(queue_event(line["body"], queue="hierarchy"), None) == {"batchItemFailures": []}
        assert items_of("UNIT") == items_of("TEAM_MEMBER") == []
        assert people.one("GET", "jo")[1]["data"]["teams"] == []
