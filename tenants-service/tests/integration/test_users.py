"""People of a tenant through the API."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.access.caller import EVERYBODY, Role
from chassis.testing import caller
from tenants.domain.tenant import TenantStatus

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
KEY = {"idempotency-key": "order-4711"}
ADMIN, OPERATOR, VIEWER = (role.value for role in (Role.TENANT_ADMIN, Role.TENANT_OPERATOR, Role.TENANT_VIEWER))


class TestRead:
    def test_lists_by_role_and_in_pages(self, people):
        for name, role in (("a", ADMIN), ("b", VIEWER), ("c", VIEWER), ("d", OPERATOR)):
            people.join(name, role)

        assert list(people.roles(pageSize="1")) == ["a", "b", "c", "d"]
        assert people.roles(pageSize="1", role=VIEWER) == {"b": VIEWER, "c": VIEWER}

    def test_costs_one_call(self, people, table, ask):
        people.join("jo")
        calls: list[str] = []
        table.client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))

        people.roles()
        people.one("GET", "jo")
        ask("GET", "/v1.0/users/{user_id}", STAFF, parameters={"user_id": "user-jo"})

        assert calls == ["Query", "BatchGetItem", "Query"]

    @pytest.mark.parametrize("role", sorted(EVERYBODY))
    def test_is_not_for_viewers_and_writing_is_for_administrators(self, people, tenant_id, role):
        people.join("jo")
        people.join("boss", ADMIN)
        who = caller(role, tenant_id=tenant_id if role.startswith("tenant") else None)
        may = role in (Role.PLATFORM_ADMIN, Role.TENANT_ADMIN)
        status, body = people.one("GET", "jo", who)

        assert status == (403 if role is Role.TENANT_VIEWER else 200)
        if status == 200:
            assert ({"update_role", "remove"} <= set(body["_links"])) == may
        assert people.change("jo", OPERATOR, who)[0] == (200 if may else 403)
        assert people.remove("jo", who)[0] == (204 if may else 403)


class TestLastAdmin:
    def test_can_neither_go_nor_step_down_and_the_links_say_so(self, people, everything):
        people.join("boss", ADMIN)
        before = everything()

        assert people.remove("boss")[1]["code"] == "LAST_ADMIN"
        assert people.change("boss", VIEWER)[1]["code"] == "LAST_ADMIN"
        assert everything() == before
        assert people.one("GET", "boss")[1]["_unavailable"]["remove"]["code"] == "LAST_ADMIN"

        people.join("second", ADMIN)
        assert "remove" in people.one("GET", "boss")[1]["_links"]
        assert people.change("boss", VIEWER)[0] == 200

    @pytest.mark.parametrize("turn", range(5))
    def test_one_of_two_who_remove_each_other_stays(self, people, tenant_id, turn):
        for name in ("a", "b"):
            people.join(name, ADMIN)
        callers = {name: caller(Role.TENANT_ADMIN, tenant_id=tenant_id, user_id=f"user-{name}") for name in "ab"}
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda pair: people.remove(pair[0], callers[pair[1]])[0], [("a", "b"), ("b", "a")]))

        assert sorted(answers) == [204, 422]
        assert list(people.roles().values()) == [ADMIN]

    def test_one_stays_however_many_go_at_once(self, people):
        for n in range(6):
            people.join(f"a{n}", ADMIN)
        with ThreadPoolExecutor(6) as pool:
            acts = [lambda n=n: people.remove(f"a{n}") if n % 2 else people.change(f"a{n}", VIEWER) for n in range(6)]
            list(pool.map(lambda act: act(), acts))

        assert list(people.roles(role=ADMIN).values()).count(ADMIN) >= 1


class TestRemove:
    def test_hides_the_person_and_keeps_the_record(self, people, items_of, tenant_id, ask):
        people.join("jo")

        assert people.remove("jo")[0] == 204
        assert people.one("GET", "jo")[0] == people.remove("jo")[0] == 404
        assert [item["active"] for item in items_of("MEMBER")] == [False]
        _, _, body = ask("GET", "/v1.0/tenants/{tenant_id}/events", STAFF, parameters={"tenant_id": tenant_id})
        assert [one["eventType"] for one in body["data"]][:1] == ["USER_REMOVED"]
        assert body["data"][0]["before"]["active"] is True

    def test_is_possible_while_the_tenant_is_suspended(self, people, set_status, tenant_id):
        people.join("jo")
        set_status(tenant_id, TenantStatus.SUSPENDED)

        assert people.remove("jo")[0] == 204

    def test_is_not_possible_when_the_tenant_has_ended(self, people, set_status, tenant_id):
        people.join("jo")
        set_status(tenant_id, TenantStatus.DEPROVISIONED)

        assert people.remove("jo")[1]["code"] == "INVALID_STATUS_TRANSITION"
        assert not {"update_role", "remove"} & set(people.one("GET", "jo")[1]["_links"])


class TestIdempotency:
    @pytest.mark.parametrize("act", ["change", "remove"])
    def test_makes_many_requests_one_effect(self, people, act, everything):
        people.join("jo")
        request = {
            "change": lambda: people.change("jo", OPERATOR, headers=KEY),
            "remove": lambda: people.remove("jo", headers=KEY),
        }[act]
        first, after = request(), everything()
        with ThreadPoolExecutor(6) as pool:
            again = list(pool.map(lambda _: request(), range(12)))

        assert all((s, b.get("data")) == (first[0], first[1].get("data")) for s, b in again)
        assert everything() == after
