"""People of tenants and teams through their front door, and the worker that keeps Cognito's groups in step."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis import clients
from chassis.caller import EVERYBODY, Caller, Role
from chassis.testing import caller, queue_event
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from tenants.dao.membership_dao import MembershipDAO
from tenants.domain.membership import Profile
from tenants.domain.tenant import TenantStatus
from tenants.user_groups_main import lambda_handler

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
USERS = "/v1.0/tenants/{tenant_id}/users"
USER = f"{USERS}/{{user_id}}"
TEAM = "/v1.0/tenants/{tenant_id}/divisions/{division_id}/groups/{group_id}/teams/{team_id}"
OTHER = (
    '{"messageType": "OTHER", "schemaVersion": 1, "payload": {}, "correlationId": "", "idempotencyKey": "",'
    ' "timestamp": ""}'
)
NOBODY = OTHER.replace("OTHER", "GROUP_SYNC_REQUEST")
KEY = {"idempotency-key": "order-4711"}
ADMIN, OPERATOR, VIEWER = (role.value for role in (Role.TENANT_ADMIN, Role.TENANT_OPERATOR, Role.TENANT_VIEWER))


class People:
    """Requests about the people of one tenant."""

    def __init__(self, ask, table, tenant_id: str) -> None:
        self.ask, self.table, self.tenant_id = ask, table, tenant_id

    def known(self, name: str) -> str:
        """Somebody who has signed in once."""
        profile = Profile(user_id=f"user-{name}", email=f"{name}@example.com", first_seen_at="2026-02-21T08:00:00.000Z")
        MembershipDAO(self.table).introduce(profile)
        return profile.user_id

    def assign(self, name: str, role: str = VIEWER, who=STAFF, **options) -> tuple[int, dict]:
        self.known(name)
        body = {"email": f"{name.upper()}@example.com", "role": role, **options.pop("body", {})}
        status, _, answer = self.ask("POST", USERS, who, parameters={"tenant_id": self.tenant_id}, body=body, **options)
        return status, answer

    def one(self, method: str, name: str, who=STAFF, **options) -> tuple[int, dict]:
        parameters = {"tenant_id": self.tenant_id, "user_id": f"user-{name}"}
        status, _, answer = self.ask(method, USER, who, parameters=parameters, **options)
        return status, answer

    def change(self, name: str, role: str, who=STAFF, **options) -> tuple[int, dict]:
        return self.one("PUT", name, who, body={"role": role}, **options)

    def remove(self, name: str, who=STAFF, **options) -> tuple[int, dict]:
        return self.one("DELETE", name, who, **options)

    def roles(self, **query: str) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            _, _, body = self.ask("GET", USERS, STAFF, parameters={"tenant_id": self.tenant_id}, query=query)
            found |= {one["userId"].removeprefix("user-"): one["role"] for one in body["data"]}
            if not body["page"]["moreAvailable"]:
                return found
            query["startAt"] = body["page"]["startAt"]


@pytest.fixture
def tenant_id(make_tenant) -> str:
    return make_tenant()


@pytest.fixture
def people(ask, table, tenant_id) -> People:
    return People(ask, table, tenant_id)


class TestAssign:
    def test_gives_a_role_to_whoever_has_signed_in(self, people, tenant_id):
        status, body = people.assign("jo", OPERATOR)

        assert status == 201
        assert {name: body["data"][name] for name in ("tenantId", "userId", "email", "role", "assignedBy")} == {
            "tenantId": tenant_id,
            "userId": "user-jo",
            "email": "jo@example.com",
            "role": OPERATOR,
            "assignedBy": STAFF.email,
        }
        assert body["data"]["warnings"] == []
        assert people.roles() == {"jo": OPERATOR}

    def test_warns_of_other_tenants(self, people, ask, table, make_tenant):
        People(ask, table, make_tenant("Other")).assign("jo")

        assert people.assign("jo")[1]["data"]["warnings"]

    def test_refuses_whom_nobody_has_seen(self, people, ask, everything):
        before = everything()
        body = {"email": "new@example.com", "role": VIEWER}

        status, _, answer = ask("POST", USERS, STAFF, parameters={"tenant_id": people.tenant_id}, body=body)

        assert (status, answer["code"], everything()) == (404, "USER_NOT_FOUND", before)

    def test_refuses_an_id_that_is_not_the_addresss(self, people):
        assert people.assign("jo", body={"userId": "user-other"})[0] == 404

    def test_refuses_a_second_role_and_lets_only_one_of_many_through(self, people):
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda role: people.assign("jo", role), [ADMIN, OPERATOR, VIEWER] * 2))

        assert sorted(answer[0] for answer in answers) == [201, *[409] * 5]
        assert len(people.roles()) == 1

    def test_takes_back_somebody_who_was_removed(self, people):
        people.assign("jo", ADMIN)
        people.assign("mo", ADMIN)
        people.remove("jo")

        assert people.assign("jo", VIEWER)[0] == 201
        assert people.roles() == {"jo": VIEWER, "mo": ADMIN}
        assert people.remove("mo")[1]["code"] == "LAST_ADMIN"

    @pytest.mark.parametrize(
        "body",
        [{"role": "platform_admin"}, {"role": "Admin"}, {"email": "nobody"}, {"tenantId": "tenant-1"}, {"userId": "x"}],
    )
    def test_refuses_what_is_no_role_or_person(self, people, body):
        assert people.assign("jo", body=body)[0] == 400

    @pytest.mark.parametrize("status", [one for one in TenantStatus if one is not TenantStatus.ACTIVE])
    def test_needs_an_active_tenant(self, people, set_status, tenant_id, status):
        set_status(tenant_id, status)

        assert people.assign("jo")[1]["code"] == "INVALID_STATUS_TRANSITION"


class TestRead:
    def test_lists_by_role_and_in_pages(self, people):
        for name, role in (("a", ADMIN), ("b", VIEWER), ("c", VIEWER), ("d", OPERATOR)):
            people.assign(name, role)

        assert list(people.roles(pageSize="1")) == ["a", "b", "c", "d"]
        assert people.roles(pageSize="1", role=VIEWER) == {"b": VIEWER, "c": VIEWER}

    def test_costs_one_call(self, people, table, ask):
        people.assign("jo")
        calls: list[str] = []
        table.client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))

        people.roles()
        people.one("GET", "jo")
        ask("GET", "/v1.0/users/{user_id}", STAFF, parameters={"user_id": "user-jo"})

        assert calls == ["Query", "BatchGetItem", "Query"]

    @pytest.mark.parametrize("role", sorted(EVERYBODY))
    def test_is_not_for_viewers_and_writing_is_for_administrators(self, people, tenant_id, role):
        people.assign("jo")
        people.assign("boss", ADMIN)
        who = caller(role, tenant_id=tenant_id if role.startswith("tenant") else None)
        may = role in (Role.PLATFORM_ADMIN, Role.TENANT_ADMIN)
        status, body = people.one("GET", "jo", who)

        assert status == (403 if role is Role.TENANT_VIEWER else 200)
        if status == 200:
            assert ({"update_role", "remove"} <= set(body["_links"])) == may
        assert people.change("jo", OPERATOR, who)[0] == (200 if may else 403)
        assert people.assign("new", who=who)[0] == (201 if may else 403)
        assert people.remove("jo", who)[0] == (204 if may else 403)


class TestLastAdmin:
    def test_can_neither_go_nor_step_down_and_the_links_say_so(self, people, everything):
        people.assign("boss", ADMIN)
        before = everything()

        assert people.remove("boss")[1]["code"] == "LAST_ADMIN"
        assert people.change("boss", VIEWER)[1]["code"] == "LAST_ADMIN"
        assert everything() == before
        assert people.one("GET", "boss")[1]["_unavailable"]["remove"]["code"] == "LAST_ADMIN"

        people.assign("second", ADMIN)
        assert "remove" in people.one("GET", "boss")[1]["_links"]
        assert people.change("boss", VIEWER)[0] == 200

    @pytest.mark.parametrize("turn", range(5))
    def test_one_of_two_who_remove_each_other_stays(self, people, tenant_id, turn):
        for name in ("a", "b"):
            people.assign(name, ADMIN)
        callers = {name: caller(Role.TENANT_ADMIN, tenant_id=tenant_id, user_id=f"user-{name}") for name in "ab"}
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda pair: people.remove(pair[0], callers[pair[1]])[0], [("a", "b"), ("b", "a")]))

        assert sorted(answers) == [204, 422]
        assert list(people.roles().values()) == [ADMIN]

    def test_one_stays_however_many_go_at_once(self, people):
        for n in range(6):
            people.assign(f"a{n}", ADMIN)
        with ThreadPoolExecutor(6) as pool:
            acts = [lambda n=n: people.remove(f"a{n}") if n % 2 else people.change(f"a{n}", VIEWER) for n in range(6)]
            list(pool.map(lambda act: act(), acts))

        assert list(people.roles(role=ADMIN).values()).count(ADMIN) >= 1


class TestRemove:
    def test_hides_the_person_and_keeps_the_record(self, people, items_of, tenant_id, ask):
        people.assign("jo")

        assert people.remove("jo")[0] == 204
        assert people.one("GET", "jo")[0] == people.remove("jo")[0] == 404
        assert [item["active"] for item in items_of("MEMBER")] == [False]
        _, _, body = ask("GET", "/v1.0/tenants/{tenant_id}/events", STAFF, parameters={"tenant_id": tenant_id})
        assert [one["eventType"] for one in body["data"]][:2] == ["USER_REMOVED", "USER_ASSIGNED"]
        assert body["data"][0]["before"]["active"] is True

    def test_is_possible_while_the_tenant_is_suspended(self, people, set_status, tenant_id):
        people.assign("jo")
        set_status(tenant_id, TenantStatus.SUSPENDED)

        assert people.remove("jo")[0] == 204

    def test_is_not_possible_when_the_tenant_has_ended(self, people, set_status, tenant_id):
        people.assign("jo")
        set_status(tenant_id, TenantStatus.DEPROVISIONED)

        assert people.remove("jo")[1]["code"] == "INVALID_STATUS_TRANSITION"
        assert not {"update_role", "remove"} & set(people.one("GET", "jo")[1]["_links"])


class TestIdempotency:
    @pytest.mark.parametrize("act", ["assign", "change", "remove"])
    def test_makes_many_requests_one_effect(self, people, act, everything):
        if act != "assign":
            people.assign("jo")
        people.known("jo")
        request = {
            "assign": lambda: people.assign("jo", headers=KEY),
            "change": lambda: people.change("jo", OPERATOR, headers=KEY),
            "remove": lambda: people.remove("jo", headers=KEY),
        }[act]
        first, after = request(), everything()
        with ThreadPoolExecutor(6) as pool:
            again = list(pool.map(lambda _: request(), range(12)))

        assert all((s, b.get("data")) == (first[0], first[1].get("data")) for s, b in again)
        assert everything() == after


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
        people.assign("jo")
        people.assign("mo")

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
        people.assign("jo")
        people.remove("jo")

        assert in_team("POST", "jo")[0] == in_team("POST", "stranger")[0] == 404

    def test_lose_whoever_is_removed_from_the_tenant(self, people, in_team, ask, team):
        people.assign("jo")
        in_team("POST", "jo")

        assert people.remove("jo")[0] == 204
        assert in_team("GET")[1]["data"] == []
        assert ask("GET", TEAM, STAFF, parameters=team)[2]["data"]["children"] == 0

    @pytest.mark.parametrize("turn", range(4))
    def test_never_hold_somebody_who_was_removed_meanwhile(self, people, in_team, turn):
        people.assign("jo")
        with ThreadPoolExecutor(2) as pool:
            joining, leaving = pool.submit(in_team, "POST", "jo"), pool.submit(people.remove, "jo")

        assert leaving.result()[0] == 204
        assert joining.result()[0] in (201, 404)
        assert in_team("GET")[1]["data"] == []

    def test_are_unknown_where_the_path_is_wrong(self, people, in_team, team, make_tenant):
        people.assign("jo")
        in_team("POST", "jo")
        for name, other in (("division_id", "div-x"), ("team_id", "team-x"), ("tenant_id", make_tenant("Other"))):
            ids = {**team, name: other}

            assert in_team("GET", ids=ids)[0] == in_team("POST", "jo", ids=ids)[0] == 404

    def test_go_with_everything_below_a_division(self, people, in_team, team, ask, items_of):
        from tenants.hierarchy_deletion_main import lambda_handler as delete

        people.assign("jo")
        in_team("POST", "jo")
        path = "/v1.0/tenants/{tenant_id}/divisions/{division_id}"
        ids = {name: team[name] for name in ("tenant_id", "division_id")}
        assert ask("DELETE", path, STAFF, parameters=ids, query={"cascade": "true"})[0] == 202
        clients.sqs().create_queue(QueueName="hierarchy")
        [line] = [one for one in items_of("OUTBOX") if one["name"] == "HIERARCHY_DELETION_REQUEST"]

        assert delete(queue_event(line["body"], queue="hierarchy"), None) == {"batchItemFailures": []}
        assert items_of("UNIT") == items_of("TEAM_MEMBER") == []
        assert people.one("GET", "jo")[1]["data"]["teams"] == []


class TestPerson:
    @pytest.fixture
    def see(self, ask):
        def request(who: Caller, name: str, *, tenants: bool = False) -> tuple[int, dict]:
            path = "/v1.0/users/{user_id}" + ("/tenants" if tenants else "")
            status, _, body = ask("GET", path, who, parameters={"user_id": f"user-{name}"})
            return status, body

        return request

    @pytest.fixture
    def two(self, people, ask, table, make_tenant) -> People:
        other = People(ask, table, make_tenant("Other"))
        people.assign("jo", OPERATOR)
        other.assign("jo", VIEWER)
        return other

    def test_sees_all_of_themselves(self, see, two, people):
        status, body = see(caller(user_id="user-jo"), "jo")

        assert status == 200
        assert {one["tenantId"] for one in body["data"]["memberships"]} == {people.tenant_id, two.tenant_id}
        assert len(see(caller(user_id="user-jo"), "jo", tenants=True)[1]["data"]) == 2

    def test_is_seen_by_others_in_shared_tenants_only(self, see, two, people):
        mo = caller(Role.TENANT_VIEWER, tenant_id=people.tenant_id, user_id="user-mo")

        assert [one["tenantId"] for one in see(mo, "jo")[1]["data"]["memberships"]] == [people.tenant_id]
        assert [one["tenantId"] for one in see(mo, "jo", tenants=True)[1]["data"]] == [people.tenant_id]

    def test_is_seen_by_staff(self, see, two):
        assert len(see(caller(Role.PLATFORM_VIEWER), "jo")[1]["data"]["memberships"]) == 2

    @pytest.mark.parametrize("tenants", [True, False])
    def test_is_unknown_to_strangers_like_somebody_who_is_not_there(self, see, two, tenants):
        stranger = caller(Role.TENANT_ADMIN, tenant_id="tenant-9c4e28ba-2fa1-4d2e-883f-0016d3cca427")
        answers = [see(stranger, name, tenants=tenants) for name in ("jo", "nobody")]

        for _, body in answers:
            body.update(traceId="", instance="")
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


class TestGroups:
    """Cognito: group `{tenantId}-{role}`."""

    @pytest.fixture
    def pool(self, table, monkeypatch) -> str:
        pool_id = clients.cognito().create_user_pool(PoolName=f"pool-{uuid.uuid4()}", UsernameAttributes=["email"])[
            "UserPool"
        ]["Id"]
        monkeypatch.setenv("USER_POOL_ID", pool_id)
        clients.sqs().create_queue(QueueName="bbws-user-groups-test")
        return pool_id

    @pytest.fixture
    def person(self, pool) -> str:
        made = clients.cognito().admin_create_user(
            UserPoolId=pool,
            Username="jo@example.com",
            UserAttributes=[{"Name": "email", "Value": "jo@example.com"}],
            MessageAction="SUPPRESS",
        )["User"]
        return next(one["Value"] for one in made["Attributes"] if one["Name"] == "sub")

    @pytest.fixture
    def groups(self, pool):
        def held(name: str) -> set[str]:
            found = clients.cognito().admin_list_groups_for_user(UserPoolId=pool, Username=name)["Groups"]
            return {one["GroupName"] for one in found}

        return held

    @pytest.fixture
    def follow(self, items_of, pool):
        def deliver(*, newest_first: bool = False) -> dict:
            lines = [one for one in items_of("OUTBOX") if one["name"] == "GROUP_SYNC_REQUEST"]
            lines.sort(key=lambda line: line["createdAt"], reverse=newest_first)
            return lambda_handler(queue_event(*[one["body"] for one in lines], queue="bbws-user-groups-test"), None)

        return deliver

    @pytest.fixture
    def somebody(self, people, person) -> str:
        """The name, in our ids, of the pool's person."""
        profile = Profile(user_id=f"user-{person}", email="jo@example.com", first_seen_at="2026-02-21T08:00:00.000Z")
        MembershipDAO(people.table).introduce(profile)
        body = {"email": "jo@example.com", "role": OPERATOR}
        people.ask("POST", USERS, STAFF, parameters={"tenant_id": people.tenant_id}, body=body)
        return person

    @pytest.mark.parametrize("newest_first", [False, True])
    def test_follow_the_table_whatever_the_order(self, people, somebody, follow, groups, tenant_id, newest_first):
        assert follow(newest_first=newest_first) == {"batchItemFailures": []}
        assert groups(somebody) == {f"{tenant_id}-{OPERATOR}"}

        people.change(somebody, ADMIN)
        follow(newest_first=newest_first)
        assert groups(somebody) == {f"{tenant_id}-{ADMIN}"}

        people.assign("other", ADMIN)
        people.remove(somebody)
        follow(newest_first=newest_first)
        assert groups(somebody) == set()

    @pytest.mark.parametrize("body", ["{}", "[]", "x", OTHER, NOBODY])
    def test_do_not_follow_what_nobody_can_read(self, pool, body):
        answer = lambda_handler(queue_event(body, queue="bbws-user-groups-test"), None)

        assert len(answer["batchItemFailures"]) == 1

    @pytest.mark.parametrize("moment", Moment)
    def test_end_the_same_wherever_the_worker_is_killed(self, people, somebody, follow, groups, tenant_id, moment):
        with calls_counted() as calls:
            follow()
        for fatal in range(len(calls.names)):
            role = (ADMIN, VIEWER, OPERATOR)[fatal % 3]
            people.assign("boss", ADMIN)
            people.change(somebody, role)
            try:
                with killed_at(fatal, moment):
                    follow()
            except Killed:
                follow()
            assert groups(somebody) == {f"{tenant_id}-{role}"}
