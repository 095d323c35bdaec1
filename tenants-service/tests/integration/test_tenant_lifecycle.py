"""A tenant's lifecycle through the API: change, suspend, resume, park, unpark, retry, deprovision, audit trail."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.access.caller import EVERYBODY, Role
from chassis.testing import caller
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.tenant import TenantStatus

STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
S, A = TenantStatus, TenantAction
PATH = "/v1.0/tenants/{tenant_id}"
KEY = {"idempotency-key": "order-4711"}
REASON = {"reason": "Invoices are unpaid since August."}
ACTS = {  # rel → action, method, path, body, query
    "suspend": (A.SUSPEND, "POST", f"{PATH}/lifecycle/suspend", REASON, None),
    "resume": (A.RESUME, "POST", f"{PATH}/lifecycle/resume", None, None),
    "park": (A.PARK, "POST", f"{PATH}/lifecycle/park", REASON, None),
    "unpark": (A.UNPARK, "POST", f"{PATH}/lifecycle/unpark", None, None),
    "retry": (A.RETRY, "POST", f"{PATH}/lifecycle/retry", None, None),
    "delete": (A.DEPROVISION, "DELETE", PATH, None, None),
    "force_delete": (A.FORCE_DEPROVISION, "DELETE", PATH, None, {"force": "true"}),
    "update": (A.UPDATE, "PUT", PATH, {"contactEmail": "new@example.com"}, None),
}
EVENTS = {
    "suspend": "TENANT_SUSPENDED",
    "resume": "TENANT_RESUMED",
    "park": "TENANT_PARKED",
    "unpark": "TENANT_UNPARKED",
    "retry": "TENANT_UPDATED",
    "delete": "TENANT_DEPROVISIONED",
    "force_delete": "TENANT_DEPROVISIONED",
    "update": "TENANT_UPDATED",
}


@pytest.fixture
def make(make_tenant):
    return lambda name="Acme": make_tenant(name, S.PENDING)


@pytest.fixture
def tenant_id(make) -> str:
    return make()


@pytest.fixture
def act(ask, tenant_id):
    def request(rel: str, who=STAFF, tenant=tenant_id, **options) -> tuple[int, dict]:
        _, method, path, body, query = ACTS[rel]
        options = {"body": body, "query": query, "parameters": {"tenant_id": tenant}, **options}
        status, _, answer = ask(method, path, who, **options)
        return status, answer

    return request


@pytest.fixture
def read(ask, tenant_id):
    return lambda who=STAFF: ask("GET", PATH, who, parameters={"tenant_id": tenant_id})[2]


@pytest.fixture
def trail(ask, tenant_id):
    def events(who=STAFF, **query: str) -> tuple[int, dict]:
        status, _, body = ask("GET", f"{PATH}/events", who, parameters={"tenant_id": tenant_id}, query=query)
        return status, body

    return events


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("rel", ACTS)
def test_is_accepted_exactly_where_the_table_allows_it_and_the_link_says_so(
    set_status, items_of, tenant_id, act, read, rel, status
):
    set_status(tenant_id, status)
    action = ACTS[rel][0]
    before = read()
    messages = len(items_of("OUTBOX"))

    answered, body = act(rel)

    allowed = TENANT_LIFECYCLE.allows(status, action)
    assert (rel in before["_links"], rel in before["_unavailable"]) == (allowed, not allowed)
    if allowed:
        assert answered == 200
        assert body["data"]["status"] == TENANT_LIFECYCLE.after(status, action)
        assert body["data"]["version"] == before["data"]["version"] + 1
        assert {**body["data"], "message": None} == {**read()["data"], "message": None}
        assert EVENTS[rel] in {line["name"] for line in items_of("OUTBOX")}
    else:
        assert (answered, body["code"]) == (422, "INVALID_STATUS_TRANSITION")
        assert body["currentStatus"] == status
        assert body["allowedActions"] == TENANT_LIFECYCLE.allowed(status)
        assert read()["data"] == before["data"]
        assert len(items_of("OUTBOX")) == messages


@pytest.mark.parametrize("role", sorted(EVERYBODY))
@pytest.mark.parametrize("rel", ["suspend", "force_delete", "update"])
def test_is_for_administrators_of_the_platform(set_status, tenant_id, act, read, rel, role):
    set_status(tenant_id, S.ACTIVE)
    who = caller(role, tenant_id=tenant_id if role.startswith("tenant") else None)
    offered = read(who)

    status, body = act(rel, who)

    may = role is Role.PLATFORM_ADMIN
    assert (rel in offered["_links"]) == may
    assert (status, body.get("code")) == ((200, None) if may else (403, "ROLE_REQUIRED"))


class TestReasons:
    @pytest.mark.parametrize("rel", ["suspend", "park"])
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({}, "MISSING_REQUIRED_FIELD"),
            ({"reason": "too short"}, "FIELD_TOO_SHORT"),
            ({"reason": "         x           "}, "FIELD_TOO_SHORT"),
            ({"reason": "x" * 501}, "FIELD_TOO_LONG"),
            ({"reason": 7}, "INVALID_FIELD_TYPE"),
            ({"reason": "ten letters", "status": "ACTIVE"}, "UNKNOWN_FIELD"),
        ],
    )
    def test_are_asked_for(self, set_status, tenant_id, act, read, rel, body, code):
        set_status(tenant_id, S.ACTIVE)

        status, answer = act(rel, body=body)

        assert (status, answer["errors"][0]["code"]) == (400, code)
        assert read()["data"]["status"] == "ACTIVE"

    @pytest.mark.parametrize(("rel", "field"), [("suspend", "suspend"), ("park", "park")])
    def test_are_shown_announced_and_kept(self, items_of, set_status, tenant_id, act, trail, rel, field):
        set_status(tenant_id, S.ACTIVE)

        _, body = act(rel)

        assert body["data"][f"{field}Reason"] == REASON["reason"]
        by = body["data"]["suspendedBy" if rel == "suspend" else "parkedBy"]
        assert by == STAFF.email
        event = next(line for line in items_of("OUTBOX") if line["name"] == EVENTS[rel])
        assert (event["body"]["payload"]["reason"], event["body"]["payload"]["by"]) == (REASON["reason"], STAFF.email)
        assert trail()[1]["data"][0]["details"]["reason"] == REASON["reason"]


class TestUpdate:
    def test_changes_what_is_sent_and_nothing_else(self, act, read):
        before = read()["data"]

        status, body = act("update", body={"metadata": {"size": "big"}, "division": "Retail", "group": "North"})

        assert status == 200
        changed = {k for k in before if before[k] != body["data"][k]}
        assert changed == {"metadata", "division", "group", "updatedAt", "version"}
        assert body["data"]["version"] == 2

    def test_takes_an_optional_field_away_by_null(self, act):
        act("update", body={"division": "Retail"})

        assert act("update", body={"division": None})[1]["data"]["division"] is None

    @pytest.mark.parametrize("body", [{"group": "North"}, {"division": "Retail", "team": "A-Team"}])
    def test_refuses_a_group_without_a_division_and_a_team_without_a_group(self, act, body):
        assert act("update", body=body)[0] == 400

    def test_frees_the_old_name_and_takes_the_new_one_at_once(self, act, make, ask):
        assert act("update", body={"organizationName": "Best Bakers"})[0] == 200

        make("Acme")
        body = {"organizationName": "BEST bakers", "contactEmail": "a@example.com", "environment": "dev"}
        assert ask("POST", "/v1.0/tenants", STAFF, body=body)[2]["code"] == "ORGANIZATION_EXISTS"

    def test_may_change_the_case_of_its_own_name(self, act):
        status, body = act("update", body={"organizationName": "ACME"})

        assert (status, body["data"]["organizationName"]) == (200, "ACME")

    def test_refuses_a_taken_name_and_changes_nothing(self, act, make, everything):
        make("Best Bakers")
        before = everything()

        status, body = act("update", body={"organizationName": "best BAKERS", "contactEmail": "x@example.com"})

        assert (status, body["code"], everything()) == (409, "ORGANIZATION_EXISTS", before)

    def test_lets_one_of_many_have_a_name(self, make, act):
        others = [make(f"Company {n}") for n in range(8)]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda t: act("update", tenant=t, body={"organizationName": "The One"})[0], others))

        assert sorted(answers) == [200, *[409] * 7]

    @pytest.mark.parametrize(
        ("options", "status"),
        [
            ({"body": {"division": "Retail", "version": 1}}, 200),
            ({"body": {"division": "Retail", "version": 2}}, 409),
            ({"headers": {"if-match": '"1"'}}, 200),
            ({"headers": {"if-match": "7"}}, 412),
        ],
    )
    def test_minds_the_version_that_the_caller_saw(self, act, options, status):
        answered, body = act("update", **options)

        assert answered == status
        assert body.get("code") == (None if status == 200 else "OPTIMISTIC_LOCK_ERROR")

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"version": 1},
            {"organizationName": None},
            {"contactEmail": None},
            {"metadata": None},
            {"environment": "prod"},
            {"status": "ACTIVE"},
            {"slug": "x"},
            {"division": "x"},
            {"division": "x" * 51},
            {"version": 0, "division": "Retail"},
        ],
    )
    def test_refuses_what_may_not_be_changed(self, act, everything, body):
        before = everything()

        assert (act("update", body=body)[0], everything()) == (400, before)

    def test_loses_no_change_among_many_at_once(self, act, read):
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda n: act("update", body={"metadata": {"n": str(n)}})[0], range(4)))

        assert read()["data"]["version"] == 1 + answers.count(200)
        assert set(answers) <= {200, 503}


class TestIdempotency:
    @pytest.mark.parametrize("rel", ["suspend", "update"])
    def test_makes_twenty_requests_one_change_and_one_answer(self, set_status, tenant_id, act, everything, rel):
        set_status(tenant_id, S.ACTIVE)
        first = act(rel, headers=KEY)
        after = everything()
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: act(rel, headers=KEY), range(19)))

        assert first[0] == 200
        assert all((status, body["data"]) == (200, first[1]["data"]) for status, body in answers)
        assert everything() == after

    def test_makes_twenty_at_once_one_change(self, set_status, tenant_id, act, read):
        set_status(tenant_id, S.ACTIVE)
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: act("park", headers=KEY)[0], range(20)))

        assert set(answers) == {200}
        assert read()["data"]["version"] == 3

    def test_refuses_the_key_with_another_body(self, set_status, tenant_id, act):
        set_status(tenant_id, S.ACTIVE)
        act("suspend", headers=KEY)

        status, body = act("suspend", headers=KEY, body={"reason": "Another reason altogether."})

        assert (status, body["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")

    def test_is_another_key_for_another_tenant(self, set_status, tenant_id, make, act):
        other = make("Other")
        for one in (tenant_id, other):
            set_status(one, S.ACTIVE)

        assert [act("park", tenant=one, headers=KEY)[0] for one in (tenant_id, other)] == [200, 200]


def test_one_of_two_opposite_steps_wins_a_race(set_status, tenant_id, act, read):
    set_status(tenant_id, S.ACTIVE)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda rel: act(rel)[0], ["suspend", "park"]))

    assert sorted(answers) == [200, 422]
    assert read()["data"]["status"] in ("SUSPENDED", "PARKED")


class TestTrail:
    def test_tells_the_newest_first_who_did_what_before_and_after(self, set_status, tenant_id, act, trail):
        act("update", body={"organizationName": "Best", "metadata": {"a": "b"}})
        set_status(tenant_id, S.ACTIVE)
        _, parked = act("park")

        status, body = trail()

        assert status == 200
        assert [event["eventType"] for event in body["data"]] == ["TENANT_PARKED", "TENANT_UPDATED", "TENANT_CREATED"]
        newest, changed, created = body["data"]
        assert (newest["actor"], newest["resourceType"], newest["resourceId"]) == (STAFF.email, "TENANT", tenant_id)
        assert (newest["before"]["status"], newest["after"]["status"]) == ("ACTIVE", "PARKED")
        assert newest["correlationId"] == parked["_meta"]["traceId"]
        assert changed["before"] == {"organizationName": "Acme", "metadata": {}}
        assert changed["after"] == {"organizationName": "Best", "metadata": {"a": "b"}}
        assert created["before"] == {}

    def test_is_paged_and_narrowed_by_type(self, act, trail):
        for n in range(5):
            act("update", body={"metadata": {"n": str(n)}})
        seen: list[str] = []
        query = {"pageSize": "2", "eventType": "TENANT_UPDATED"}
        for _ in range(20):
            _, body = trail(**query)
            seen += [event["after"]["metadata"]["n"] for event in body["data"]]
            if not body["page"]["moreAvailable"]:
                break
            query["startAt"] = body["page"]["startAt"]

        assert seen == ["4", "3", "2", "1", "0"]

    def test_costs_one_query(self, trail, table):
        trail()
        calls: list[str] = []
        table.client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))

        trail()

        assert calls == ["Query"]

    @pytest.mark.parametrize("role", [Role.TENANT_OPERATOR, Role.TENANT_VIEWER])
    def test_is_not_for_everybody(self, trail, tenant_id, role):
        assert trail(caller(role, tenant_id=tenant_id))[0] == 403

    def test_is_open_to_the_tenants_administrators(self, trail, tenant_id):
        assert trail(caller(Role.TENANT_ADMIN, tenant_id=tenant_id))[0] == 200

    def test_refuses_the_cursor_of_another_tenant(self, ask, act, make, trail):
        act("update")
        cursor = trail(pageSize="1")[1]["page"]["startAt"]
        query = {"pageSize": "1", "startAt": cursor}

        status, _, body = ask("GET", f"{PATH}/events", STAFF, parameters={"tenant_id": make("Other")}, query=query)

        assert (status, body["code"]) == (400, "INVALID_PAGINATION_TOKEN")


@pytest.mark.parametrize("rel", ACTS)
def test_an_unknown_tenant_is_not_found(act, rel):
    status, body = act(rel, tenant="tenant-00000000-0000-4000-8000-000000000000")

    assert (status, body["code"]) == (404, "TENANT_NOT_FOUND")


@pytest.mark.parametrize("rel", ACTS)
def test_a_foreign_tenant_reads_like_an_unknown_one(act, rel, everything):
    stranger = caller(Role.TENANT_ADMIN, tenant_id="tenant-9c4e28ba-2fa1-4d2e-883f-0016d3cca427")
    before = everything()
    answers = [act(rel, stranger), act(rel, stranger, tenant="tenant-00000000-0000-4000-8000-000000000000")]

    for _, body in answers:
        body.update(traceId="", instance="")
    assert answers[0] == answers[1]
    assert (answers[0][0], everything()) == (404, before)
