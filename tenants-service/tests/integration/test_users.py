"""People of a tenant through the API."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.access.caller import EVERYBODY, Role
from chassis.testing import caller
from tenants.domain.tenant import TenantStatus

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
USERS = "/v1.0/tenants/{tenant_id}/users"
KEY = {"idempotency-key": "order-4711"}
ADMIN, OPERATOR, VIEWER = (role.value for role in (Role.TENANT_ADMIN, Role.TENANT_OPERATOR, Role.TENANT_VIEWER))


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

    def test_warns_of_other_tenants(self, people, people_of, make_tenant):
        people_of(make_tenant("Other")).assign("jo")

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
