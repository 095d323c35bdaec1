"""list_tenants and get_tenant through the API, on a real table."""

import json
from dataclasses import replace

import pytest

from chassis.access.caller import Caller, Role
from chassis.runtime.ids import slug_of
from chassis.testing import caller
from tenants.dao.tenant_dao import TenantDAO
from tenants.domain.tenant import Tenant, TenantEnvironment, TenantStatus

VIEWER = caller(Role.PLATFORM_VIEWER)
DEV, PROD = TenantEnvironment.DEV, TenantEnvironment.PROD
PENDING, ACTIVE = TenantStatus.PENDING, TenantStatus.ACTIVE


def tenant(number: int, *, environment=DEV, status=ACTIVE) -> Tenant:
    tenant_id = f"tenant-{number:08d}-0000-4000-8000-000000000000"
    moment = f"2026-02-21T08:00:{number:02d}.000Z"
    return Tenant(
        tenant_id=tenant_id,
        organization_name=f"Company {number}",
        contact_email="owner@example.com",
        environment=environment,
        status=status,
        slug=slug_of(tenant_id),
        metadata={},
        created_at=moment,
        created_by="ada@example.com",
        updated_at=moment,
        updated_by="ada@example.com",
    )


def member_of(*tenants: Tenant) -> Caller:
    return Caller("user-mo", "mo@example.com", None, {one.tenant_id: Role.TENANT_VIEWER for one in tenants})


@pytest.fixture
def stored(table):
    def store(*tenants: Tenant) -> None:
        for one in tenants:
            table.put(TenantDAO.item(one))

    return store


@pytest.fixture
def listed(ask):
    def all_pages(who=VIEWER, **query: str) -> list[str]:
        names: list[str] = []
        for _ in range(20):
            status, _, body = ask("GET", "/v1.0/tenants", who, query=query)
            assert status == 200
            assert body["page"]["count"] == len(body["data"])
            names += [item["organizationName"] for item in body["data"]]
            if not body["page"]["moreAvailable"]:
                assert "next" not in body["_links"]
                return names
            assert body["_links"]["next"]["href"].startswith("/v1.0/tenants?")
            query["startAt"] = body["page"]["startAt"]
        raise AssertionError("this list has no end")

    return all_pages


class TestListTenants:
    def test_shows_platform_staff_every_tenant_once_newest_first(self, stored, listed):
        stored(*(tenant(n) for n in range(5)))

        assert listed(pageSize="2") == [f"Company {n}" for n in (4, 3, 2, 1, 0)]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"status": "ACTIVE"}, ["Company 4", "Company 2", "Company 1"]),
            ({"environment": "dev"}, ["Company 3", "Company 2", "Company 1"]),
            ({"environment": "DEV"}, ["Company 3", "Company 2", "Company 1"]),
            ({"status": "ACTIVE", "environment": "dev"}, ["Company 2", "Company 1"]),
            ({"status": "PARKED"}, []),
        ],
    )
    @pytest.mark.parametrize("size", ["1", "2", "20"])
    def test_narrows_by_status_and_environment(self, stored, listed, query, expected, size):
        stored(tenant(1), tenant(2), tenant(3, status=PENDING), tenant(4, environment=PROD))

        assert listed(pageSize=size, **query) == expected

    def test_shows_customers_their_own_only(self, stored, listed):
        stored(*(tenant(n) for n in range(5)))

        assert listed(member_of(tenant(1), tenant(3))) == ["Company 3", "Company 1"]
        assert listed(caller()) == []

    def test_pages_and_narrows_for_customers_too(self, stored, listed):
        mine = [tenant(1), tenant(2, environment=PROD), tenant(3), tenant(4, status=PENDING), tenant(5)]
        stored(*mine, tenant(6))

        assert listed(member_of(*mine), pageSize="2") == [f"Company {n}" for n in (5, 4, 3, 2, 1)]
        assert listed(member_of(*mine), pageSize="2", environment="dev", status="ACTIVE") == [
            "Company 5",
            "Company 3",
            "Company 1",
        ]

    @pytest.mark.parametrize("size", ["1", "2", "20"])
    @pytest.mark.parametrize("own", [True, False])
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"sortBy": "organizationName"}, ["Alpha", "beta", "Gamma Bet"]),
            ({"sortBy": "organizationName", "sortOrder": "desc"}, ["Gamma Bet", "beta", "Alpha"]),
            ({"sortOrder": "asc"}, ["Gamma Bet", "Alpha", "beta"]),
            ({"organizationName": "BET"}, ["beta", "Gamma Bet"]),
            ({"organizationName": "BET", "sortBy": "organizationName", "status": "ACTIVE"}, ["Gamma Bet"]),
            ({"organizationName": "a", "environment": "dev", "sortOrder": "asc"}, ["Gamma Bet", "Alpha", "beta"]),
            ({"organizationName": "%"}, []),
        ],
    )
    def test_sorts_and_finds_by_a_part_of_the_name(self, stored, listed, query, expected, size, own):
        named = [
            replace(tenant(1), organization_name="Gamma Bet"),
            replace(tenant(2), organization_name="Alpha"),
            replace(tenant(3, status=PENDING), organization_name="beta"),
        ]
        stored(*named, *([tenant(4)] if own else []))

        assert listed(member_of(*named) if own else VIEWER, pageSize=size, **query) == expected

    def test_passes_over_a_membership_whose_tenant_is_gone(self, stored, listed):
        stored(tenant(1))

        assert listed(member_of(tenant(1), tenant(2))) == ["Company 1"]

    def test_asks_the_table_once(self, stored, ask, monkeypatch, table):
        stored(tenant(1), tenant(2))
        ask("GET", "/v1.0/tenants", VIEWER)  # creates the clients
        calls: list[str] = []
        table.client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))

        ask("GET", "/v1.0/tenants", VIEWER, query={"status": "ACTIVE", "environment": "dev"})
        ask("GET", "/v1.0/tenants", member_of(tenant(1), tenant(2)))

        assert calls == ["Query", "BatchGetItem"]

    def test_offers_the_way_to_create_one_by_role(self, ask):
        _, _, admin = ask("GET", "/v1.0/tenants", caller(Role.PLATFORM_ADMIN))
        _, _, viewer = ask("GET", "/v1.0/tenants", VIEWER)

        assert admin["_links"]["create"] == {"href": "/v1.0/tenants", "method": "POST"}
        assert "create" not in viewer["_links"]
        assert viewer["_unavailable"]["create"]["code"] == "ROLE_REQUIRED"

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"pageSize": "0"}, "pageSize"),
            ({"pageSize": "1000"}, "pageSize"),
            ({"pageSize": "-1"}, "pageSize"),
            ({"pageSize": "many"}, "pageSize"),
            ({"status": "HAPPY"}, "status"),
            ({"status": "active"}, "status"),
            ({"environment": "TEST"}, "environment"),
            ({"startAt": "garbage"}, "startAt"),
            ({"startAt": "é"}, "startAt"),
            ({"startAt": "x" * 3000}, "startAt"),
            ({"sort": "name"}, "sort"),
        ],
    )
    def test_names_the_wrong_parameter(self, ask, query, field):
        status, _, body = ask("GET", "/v1.0/tenants", VIEWER, query=query)

        assert (status, body["errors"][0]["field"]) == (400, field)

    def test_refuses_a_cursor_of_other_filters_other_people_and_other_powers(self, stored, ask):
        stored(*(tenant(n) for n in range(3)))
        _, _, first = ask("GET", "/v1.0/tenants", VIEWER, query={"pageSize": "1"})
        cursor = first["page"]["startAt"]
        member = replace(member_of(tenant(1)), user_id=VIEWER.user_id)

        for who, query in (
            (VIEWER, {"status": "ACTIVE"}),
            (VIEWER, {"environment": "dev"}),
            (caller(Role.PLATFORM_VIEWER, user_id="user-other"), {}),
            (member, {}),
        ):
            status, _, body = ask("GET", "/v1.0/tenants", who, query={**query, "startAt": cursor})
            assert (status, body["code"]) == (400, "INVALID_PAGINATION_TOKEN")
        assert ask("GET", "/v1.0/tenants", VIEWER, query={"startAt": cursor})[0] == 200

    def test_asks_strangers_to_sign_in(self, ask):
        assert ask("GET", "/v1.0/tenants")[0] == 401


class TestGetTenant:
    @pytest.fixture
    def get(self, ask):
        def request(who, tenant_id: str):
            return ask("GET", "/v1.0/tenants/{tenant_id}", who, parameters={"tenant_id": tenant_id})

        return request

    def test_shows_it_to_its_members_with_what_they_may_do(self, stored, get):
        mine = tenant(1)
        stored(mine)

        status, _, body = get(member_of(mine), mine.tenant_id)

        assert (status, body["data"]["organizationName"]) == (200, "Company 1")
        assert set(body["_links"]) == {"self", "collection", "sites", "operations"}
        assert body["_links"]["sites"] == {"href": f"/v1.0/tenants/{mine.tenant_id}/sites"}
        assert body["_unavailable"]["provision"]["code"] == "ROLE_REQUIRED"
        assert body["data"]["_links"] == body["_links"]

    def test_shows_staff_the_instance_but_provisions_only_once(self, stored, get):
        stored(tenant(1), tenant(2, status=PENDING))
        admin = caller(Role.PLATFORM_ADMIN)

        _, _, active = get(admin, tenant(1).tenant_id)
        _, _, pending = get(admin, tenant(2).tenant_id)

        assert "instances" in active["_links"]
        assert active["_unavailable"]["provision"]["code"] == "INVALID_STATUS_TRANSITION"
        assert active["_unavailable"]["provision"]["reason"] == "You cannot create an instance for an active tenant."
        assert pending["_links"]["provision"]["method"] == "POST"

    def test_a_foreign_tenant_looks_like_an_unknown_one_to_the_byte(self, stored, get):
        mine, foreign, unknown = tenant(1), tenant(2), tenant(3)
        stored(mine, foreign)
        who = member_of(mine)

        answers = [get(who, one.tenant_id) for one in (foreign, unknown)]

        def masked(answer) -> str:
            status, headers, body = answer
            return json.dumps([status, headers, body]).replace(body["traceId"], "trace")

        assert masked(answers[0]) == masked(answers[1])
        assert (answers[0][0], answers[0][2]["code"]) == (404, "TENANT_NOT_FOUND")

    def test_an_unknown_tenant_looks_the_same_to_staff_and_to_members_of_nothing(self, get):
        _, _, to_staff = get(VIEWER, tenant(1).tenant_id)
        _, _, to_member = get(member_of(tenant(1)), tenant(1).tenant_id)

        assert {k: v for k, v in to_staff.items() if k not in ("traceId", "instance")} == {
            k: v for k, v in to_member.items() if k not in ("traceId", "instance")
        }

    @pytest.mark.parametrize("odd", ["..", "%2e%2e", "TENANT", "tenant-1#METADATA", "x" * 2049, "tenant-é", "null"])
    def test_answers_404_for_whatever_is_no_id(self, get, odd):
        assert get(VIEWER, odd)[0] == 404
