"""create_tenant through the API, on a real table."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from chassis.access.caller import Role
from chassis.http.idempotency_key import KEPT
from chassis.runtime.ids import slug_of
from chassis.testing import caller
from tenants.services import change_recorder, tenant_service

ADMIN = caller(Role.PLATFORM_ADMIN)
ACME = {"organizationName": "Acme Bakeries", "contactEmail": "Owner@Example.com", "environment": "dev"}
KEY = {"idempotency-key": "order-4711"}


@pytest.fixture
def create(ask):
    def request(body: object = ACME, who=ADMIN, **options) -> tuple[int, dict, dict]:
        return ask("POST", "/v1.0/tenants", who, body=body, **options)

    return request


class TestCreateTenant:
    def test_answers_with_a_pending_tenant_and_where_it_is(self, create):
        status, headers, body = create({**ACME, "metadata": {"industry": "food"}})

        data = body["data"]
        assert status == 201
        assert headers["Location"] == f"/v1.0/tenants/{data['tenantId']}"
        assert {name: data[name] for name in ("status", "version", "environment", "metadata", "createdBy")} == {
            "status": "PENDING",
            "version": 1,
            "environment": "DEV",
            "metadata": {"industry": "food"},
            "createdBy": ADMIN.email,
        }
        assert data["contactEmail"] == "owner@example.com"
        assert data["slug"] == slug_of(data["tenantId"])
        assert body["_links"]["self"] == {"href": headers["Location"]}
        assert body["_links"]["provision"] == {"href": f"{headers['Location']}/instances", "method": "POST"}

    def test_can_be_read_at_once(self, create, ask):
        _, _, made = create()
        tenant_id = made["data"]["tenantId"]

        _, _, read = ask("GET", "/v1.0/tenants/{tenant_id}", ADMIN, parameters={"tenant_id": tenant_id})

        assert read["data"] == made["data"]

    def test_writes_the_tenant_its_guards_the_audit_entry_and_the_announcement_together(self, create, everything):
        _, _, body = create()

        tenant_id = body["data"]["tenantId"]
        items = {item["entityType"]: item for item in everything()}
        assert set(items) == {"TENANT", "GUARD", "AUDIT", "OUTBOX"}
        assert items["AUDIT"]["details"] == {
            "organizationName": "Acme Bakeries",
            "contactEmail": "owner@example.com",
            "environment": "DEV",
        }
        assert items["AUDIT"]["actor"] == ADMIN.email
        messages = items["OUTBOX"]
        assert (messages["target"], messages["name"], messages["PK"]) == (
            "bbws.tenants",
            "TENANT_CREATED",
            f"TENANT#{tenant_id}",
        )
        assert messages["body"]["payload"] == {
            "tenantId": tenant_id,
            "organizationName": "Acme Bakeries",
            "contactEmail": "owner@example.com",
            "environment": "DEV",
            "status": "PENDING",
            "slug": body["data"]["slug"],
            "version": 1,
            "by": ADMIN.email,
        }
        assert messages["body"]["correlationId"] == body["_meta"]["traceId"]

    def test_understands_the_other_spelling_of_the_name(self, create):
        body = {"organisationName": "Acme Bakeries", "contactEmail": "a@example.com", "environment": "prod"}

        status, _, answer = create(body)

        assert (status, answer["data"]["organizationName"]) == (201, "Acme Bakeries")

    @pytest.mark.parametrize(
        "name",
        [
            *("Ab", "x" * 100, "O'Brien-Smith 24", "  Trimmed  ", "O’Reilly", "Société Générale", "Smith & Sons", "3M"),
            *("Ščepanović & Co.", "株式会社", "می‌خواهم", "👍🏽" * 100, "\ufdfa" * 100),
        ],
    )
    def test_accepts_every_name_that_the_rules_allow(self, create, name):
        status, _, body = create({**ACME, "organizationName": name})

        assert (status, body["data"]["organizationName"]) == (201, name.strip())

    def test_may_be_done_by_an_operator_of_the_platform(self, create):
        assert create(who=caller(Role.PLATFORM_OPERATOR))[0] == 201


class TestUniqueName:
    """BR-TEN-001."""

    @pytest.mark.parametrize(
        "same", ["Acme Bakeries", "ACME BAKERIES", " acme  bakeries ", "Ａcme\u00a0Bakeries", "Acme\u200d Bakeries"]
    )
    def test_refuses_a_second_tenant_of_the_same_name(self, create, everything, same):
        create()
        before = everything()

        status, _, body = create({**ACME, "organizationName": same})

        assert (status, body["code"]) == (409, "ORGANIZATION_EXISTS")
        assert body["errors"][0]["field"] == "organizationName"
        assert everything() == before

    def test_takes_both_forms_of_an_accent_as_one_name(self, create):
        assert create({**ACME, "organizationName": "Café"})[0] == 201
        assert create({**ACME, "organizationName": "Cafe\u0301"})[2]["code"] == "ORGANIZATION_EXISTS"

    def test_accepts_another_name(self, create):
        create()

        assert create({**ACME, "organizationName": "Acme Bakeries 2"})[0] == 201

    def test_lets_exactly_one_of_twenty_at_once_through(self, create, everything):
        with ThreadPoolExecutor(20) as pool:
            statuses = sorted(answer[0] for answer in pool.map(lambda _: create(), range(20)))

        assert statuses == [201] + [409] * 19
        assert len(everything()) == 5


class TestSlug:
    def test_a_slug_taken_by_chance_changes_nothing_and_asks_to_try_again(self, create, everything, monkeypatch):
        ids = iter(
            ["tenant-11111111-2222-4333-8444-555555555555", "evt-1", "tenant-11111111-2222-9999-8444-555555555555"]
        )
        monkeypatch.setattr(tenant_service, "new_id", lambda _: next(ids, "evt-2"))
        monkeypatch.setattr(change_recorder, "new_id", lambda _: next(ids, "evt-2"))
        create()
        before = everything()

        status, headers, body = create({**ACME, "organizationName": "Another"})

        assert (status, body["code"]) == (503, "TEMPORARILY_UNAVAILABLE")
        assert headers["Retry-After"]
        assert everything() == before


class TestIdempotency:
    def test_the_same_request_again_gets_the_same_answer_and_writes_nothing(self, create, everything):
        _, headers, first = create(headers=KEY)
        before = everything()

        status, again, second = create(headers=KEY)

        assert (status, again["Location"], second["data"]) == (201, headers["Location"], first["data"])
        assert everything() == before

    def test_twenty_at_once_make_one_tenant(self, create, everything):
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: create(headers=KEY), range(20)))

        assert {answer[0] for answer in answers} == {201}
        assert len({answer[2]["data"]["tenantId"] for answer in answers}) == 1
        assert len(everything()) == 6

    def test_refuses_the_key_with_another_body(self, create, everything):
        create(headers=KEY)
        before = everything()

        status, _, body = create({**ACME, "organizationName": "Another"}, headers=KEY)

        assert (status, body["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
        assert everything() == before

    def test_keeps_the_keys_of_two_people_apart(self, create):
        create(headers=KEY)

        status, _, body = create(headers=KEY, who=caller(Role.PLATFORM_ADMIN, user_id="user-other"))

        assert (status, body["code"]) == (409, "ORGANIZATION_EXISTS")

    def test_another_key_does_not_excuse_a_taken_name(self, create):
        create(headers=KEY)

        assert create(headers={"idempotency-key": "order-4712"})[0] == 409

    @pytest.mark.parametrize("odd", ["", "x" * 256, "two words", "é"])
    def test_refuses_a_malformed_key(self, create, odd):
        status, _, body = create(headers={"idempotency-key": odd})

        assert (status, body["errors"][0]["field"]) == (400, "Idempotency-Key")

    def test_forgets_the_key_after_a_day(self, create, everything):
        create(headers=KEY)

        record = next(item for item in everything() if item["entityType"] == "IDEMPOTENCY")

        expires = datetime.fromtimestamp(record["expiresAtEpoch"], UTC)
        assert abs(expires - datetime.now(UTC) - KEPT) < timedelta(seconds=30)


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "field", "code"),
        [
            ({"organizationName": None}, "organizationName", "INVALID_FIELD_TYPE"),
            ({"organizationName": 7}, "organizationName", "INVALID_FIELD_TYPE"),
            ({"organizationName": "A"}, "organizationName", "FIELD_TOO_SHORT"),
            ({"organizationName": "  A  "}, "organizationName", "FIELD_TOO_SHORT"),
            ({"organizationName": "x" * 101}, "organizationName", "FIELD_TOO_LONG"),
            ({"organizationName": "Acme\nBakeries"}, "organizationName", "INVALID_FIELD_VALUE"),
            ({"organizationName": "\u200d\u200d"}, "organizationName", "INVALID_FIELD_VALUE"),
            ({"organizationName": "Ac\u202eme"}, "organizationName", "INVALID_FIELD_VALUE"),
            ({"organizationName": "Ac\0me"}, "organizationName", "INVALID_FIELD_VALUE"),
            ({"contactEmail": "nobody"}, "contactEmail", "INVALID_EMAIL"),
            ({"contactEmail": ["a@example.com"]}, "contactEmail", "INVALID_FIELD_TYPE"),
            ({"environment": "TEST"}, "environment", "INVALID_FIELD_VALUE"),
            ({"environment": "staging"}, "environment", "INVALID_FIELD_VALUE"),
            ({"metadata": []}, "metadata", "INVALID_FIELD_TYPE"),
            ({"metadata": {"size": 7}}, "metadata.size", "INVALID_FIELD_TYPE"),
            ({"metadata": {"size": "x" * 201}}, "metadata.size", "FIELD_TOO_LONG"),
            ({"metadata": {f"k{n}": "v" for n in range(21)}}, "metadata", "INVALID_FIELD_VALUE"),
            ({"status": "ACTIVE"}, "status", "UNKNOWN_FIELD"),
            ({"tenantId": "tenant-1"}, "tenantId", "UNKNOWN_FIELD"),
            ({"version": 9}, "version", "UNKNOWN_FIELD"),
            ({"slug": "mine"}, "slug", "UNKNOWN_FIELD"),
            ({"organization_name": "Acme"}, "organization_name", "UNKNOWN_FIELD"),
            ({"organisationName": "Other"}, "organisationName", "UNKNOWN_FIELD"),
        ],
    )
    def test_names_the_wrong_field_and_changes_nothing(self, create, everything, change, field, code):
        status, _, body = create({**ACME, **change})

        assert (status, body["code"]) == (400, "VALIDATION_ERROR")
        assert [(error["field"], error["code"]) for error in body["errors"]] == [(field, code)]
        assert everything() == []

    @pytest.mark.parametrize("name", ["organizationName", "contactEmail", "environment"])
    def test_asks_for_every_required_field(self, create, name):
        status, _, body = create({field: value for field, value in ACME.items() if field != name})

        error = body["errors"][0]
        assert (status, error["field"], error["code"]) == (400, name, "MISSING_REQUIRED_FIELD")

    def test_names_the_wrong_key_of_the_metadata(self, create):
        status, _, body = create({**ACME, "metadata": {"not a key": "x"}})

        assert (status, body["errors"][0]["field"]) == (400, "metadata.not a key")

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ("{", 400, "INVALID_JSON"),
            ("[]", 400, "INVALID_JSON"),
            ('{"environment": "dev", "environment": "sit"}', 400, "INVALID_JSON"),
            ('{"metadata": ' + "[" * 40 + "]" * 40 + "}", 400, "INVALID_JSON"),
            ('{"metadata": {"n": ' + "9" * 21 + "}}", 400, "INVALID_JSON"),
            ('{"organizationName": "\\ud800"}', 400, "INVALID_ENCODING"),
            (None, 400, "MISSING_REQUIRED_FIELD"),
            ("", 400, "MISSING_REQUIRED_FIELD"),
        ],
    )
    def test_refuses_a_body_that_is_no_proper_json_object(self, create, everything, body, status, code):
        answered, _, problem = create(body)

        assert (answered, problem["errors"][0]["code"]) == (status, code)
        assert everything() == []

    def test_refuses_a_body_over_256_kib(self, create):
        status, _, body = create({**ACME, "metadata": {"x": "y" * 256 * 1024}})

        assert (status, body["code"]) == (413, "PAYLOAD_TOO_LARGE")

    def test_refuses_a_form(self, create):
        status, _, body = create(headers={"content-type": "application/x-www-form-urlencoded"})

        assert (status, body["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")

    @pytest.mark.parametrize(
        "who",
        [
            caller(Role.PLATFORM_VIEWER),
            caller(Role.TENANT_ADMIN, tenant_id="tenant-1"),
            caller(),
        ],
    )
    def test_is_for_platform_administrators_and_operators(self, create, everything, who):
        status, _, body = create(who=who)

        assert (status, body["code"]) == (403, "ROLE_REQUIRED")
        assert body["requiredRoles"] == ["platform_admin", "platform_operator"]
        assert everything() == []

    def test_checks_the_role_before_it_reads_the_body(self, create):
        assert create("{", who=caller(Role.PLATFORM_VIEWER))[0] == 403

    @pytest.mark.parametrize(
        ("problem", "status", "code"),
        [
            ("UNAUTHORIZED", 401, "UNAUTHORIZED"),
            ("TOKEN_EXPIRED", 401, "TOKEN_EXPIRED"),
            ("TOKEN_INVALID", 401, "TOKEN_INVALID"),
            ("UNAVAILABLE", 503, "TEMPORARILY_UNAVAILABLE"),
        ],
    )
    def test_asks_whoever_is_not_signed_in_to_sign_in(self, create, problem, status, code):
        answered, headers, body = create(who=None, problem=problem)

        assert (answered, body["code"]) == (status, code)
        assert "WWW-Authenticate" in headers or "Retry-After" in headers

    def test_knows_no_other_method_on_its_path(self, ask):
        status, headers, body = ask("DELETE", "/v1.0/tenants", ADMIN)

        assert (status, headers["Allow"], body["code"]) == (405, "GET, POST", "METHOD_NOT_ALLOWED")
