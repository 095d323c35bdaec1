"""The authorizer as the gateway calls it, with a pool over HTTP and roles in a real table."""

import time

import pytest

from chassis.access.caller import Caller, Role
from chassis.dynamodb.attributes import to_attributes
from chassis.testing.events import EDGE_KEYS
from tenants.authorizer_main import lambda_handler
from tenants.dao import keys
from tenants.dao.membership_dao import MembershipDAO
from tenants.domain.membership import Membership, StaffMember

USER = "user-11111111-2222-4333-8444-555555555555"
GIVEN = {
    "user_id": USER,
    "email": "mo@example.com",
    "assigned_at": "2026-02-21T08:00:00.000Z",
    "assigned_by": "ada@example.com",
}


@pytest.fixture
def authorize(table, pool, monkeypatch):
    monkeypatch.setenv("TOKEN_ISSUER", pool.issuer)
    monkeypatch.setenv("TOKEN_AUDIENCE", pool.audience)
    monkeypatch.setenv("JWKS_URL", pool.jwks_url)

    def request(authorization: str | None, header: str = "authorization") -> dict:
        headers = {"X-Edge-Key": EDGE_KEYS["EDGE_KEY"]} | ({} if authorization is None else {header: authorization})
        event = {"version": "2.0", "type": "REQUEST", "headers": headers, "identitySource": [authorization]}
        event["requestContext"] = {"requestId": "trace-1"}
        answer = lambda_handler(event, None)
        assert answer.keys() == {"isAuthorized", "context"}
        assert answer["isAuthorized"] is True
        assert all(isinstance(value, str) for value in answer["context"].values())
        return answer["context"]

    return request


@pytest.fixture
def given(table):
    def give(*roles: Membership | StaffMember) -> None:
        for one in roles:
            table.put(MembershipDAO.item(one))

    return give


def who(context: dict) -> Caller:
    return Caller.from_context(context["caller"])


class TestCaller:
    def test_has_the_roles_that_our_table_holds(self, authorize, given, pool):
        given(
            Membership(tenant_id="tenant-1", role=Role.TENANT_ADMIN, **GIVEN),
            Membership(tenant_id="tenant-2", role=Role.TENANT_VIEWER, **GIVEN),
            StaffMember(role=Role.PLATFORM_OPERATOR, **GIVEN),
        )

        assert who(authorize(f"Bearer {pool.token()}")) == Caller(
            USER,
            "mo@example.com",
            Role.PLATFORM_OPERATOR,
            {"tenant-1": Role.TENANT_ADMIN, "tenant-2": Role.TENANT_VIEWER},
        )

    def test_is_known_even_without_any_role(self, authorize, pool):
        assert who(authorize(f"Bearer {pool.token()}")) == Caller(USER, "mo@example.com")

    def test_has_no_role_that_only_the_token_claims(self, authorize, pool):
        token = pool.token(**{"cognito:groups": ["platform_admin"], "custom:tenantIds": "tenant-1", "role": "admin"})

        assert who(authorize(f"Bearer {token}")) == Caller(USER, "mo@example.com")

    def test_has_lost_a_role_that_is_no_longer_active(self, authorize, given, pool):
        given(
            Membership(tenant_id="tenant-1", role=Role.TENANT_ADMIN, active=False, **GIVEN),
            StaffMember(role=Role.PLATFORM_ADMIN, active=False, **GIVEN),
            Membership(tenant_id="tenant-2", role=Role.TENANT_VIEWER, **GIVEN),
        )

        assert who(authorize(f"Bearer {pool.token()}")).memberships == {"tenant-2": Role.TENANT_VIEWER}

    def test_gets_no_power_over_the_platform_from_a_tenant(self, authorize, given, pool):
        given(
            Membership(tenant_id="tenant-1", role=Role.PLATFORM_ADMIN, **GIVEN),
            StaffMember(role=Role.TENANT_ADMIN, **GIVEN),
        )

        assert who(authorize(f"Bearer {pool.token()}")) == Caller(USER, "mo@example.com")

    def test_has_no_role_of_somebody_else(self, authorize, given, pool):
        given(StaffMember(role=Role.PLATFORM_ADMIN, **{**GIVEN, "user_id": "user-other"}))

        assert who(authorize(f"Bearer {pool.token()}")).platform_role is None

    def test_costs_one_question_to_the_table(self, authorize, table, pool):
        authorize(f"Bearer {pool.token()}")
        calls: list[str] = []
        table.client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))

        authorize(f"Bearer {pool.token()}")

        assert (calls, pool.asked) == (["Query"], 1)


class TestEdge:
    @pytest.mark.parametrize("key", EDGE_KEYS.values())
    def test_is_known_by_its_key_and_by_the_one_before(self, pool, authorize, key):
        event = {"headers": {"x-edge-key": key, "authorization": f"Bearer {pool.token()}"}}

        assert "caller" in lambda_handler(event, None)["context"]

    @pytest.mark.parametrize("key", [None, "", "guessed", EDGE_KEYS["EDGE_KEY"].upper(), EDGE_KEYS["EDGE_KEY"] + "é"])
    def test_is_not_known_and_nobody_is_looked_up(self, pool, authorize, key):
        sent = {} if key is None else {"X-Edge-Key": key}
        answer = lambda_handler({"headers": {**sent, "authorization": f"Bearer {pool.token()}"}}, None)

        assert answer == {"isAuthorized": False, "context": {}}
        assert pool.asked == 0


class TestHeader:
    @pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
    @pytest.mark.parametrize("header", ["authorization", "Authorization"])
    def test_may_be_written_as_people_do(self, authorize, pool, scheme, header):
        assert "caller" in authorize(f"{scheme}  {pool.token()} ", header)

    @pytest.mark.parametrize("missing", [None, "", " ", "Anonymous", "anonymous"])
    def test_is_missing(self, authorize, missing):
        assert authorize(missing) == {"problem": "UNAUTHORIZED"}

    @pytest.mark.parametrize("odd", ["Bearer", "Bearer ", "Basic bW86cHc=", "Token x", "Bearer a b c", "é", "Bearer é"])
    def test_is_no_token(self, authorize, odd):
        assert authorize(odd) == {"problem": "TOKEN_INVALID"}

    def test_holds_a_token_without_its_scheme(self, authorize, pool):
        assert authorize(pool.token()) == {"problem": "TOKEN_INVALID"}

    def test_holds_an_expired_token(self, authorize, pool):
        assert authorize(f"Bearer {pool.token(exp=int(time.time()) - 60)}") == {"problem": "TOKEN_EXPIRED"}

    def test_holds_an_access_token(self, authorize, pool):
        assert authorize(f"Bearer {pool.token(token_use='access')}") == {"problem": "TOKEN_INVALID"}

    def test_may_be_lacking_altogether(self, table, monkeypatch, pool):
        monkeypatch.setenv("TOKEN_ISSUER", pool.issuer)
        monkeypatch.setenv("TOKEN_AUDIENCE", pool.audience)
        monkeypatch.setenv("JWKS_URL", pool.jwks_url)

        event = {"headers": {"x-edge-key": EDGE_KEYS["EDGE_KEY"]}}
        assert lambda_handler(event, None)["context"] == {"problem": "UNAUTHORIZED"}


class TestOutage:
    def test_of_the_pool_before_it_was_ever_asked(self, authorize, pool):
        pool.answer = (503, b"")

        assert authorize(f"Bearer {pool.token()}") == {"problem": "UNAVAILABLE"}
        assert authorize("Anonymous") == {"problem": "UNAUTHORIZED"}

    def test_of_the_pool_later_is_not_noticed(self, authorize, pool):
        authorize(f"Bearer {pool.token()}")
        pool.answer = (503, b"")

        assert "caller" in authorize(f"Bearer {pool.token()}")

    def test_of_the_table(self, authorize, table, pool):
        table.client.delete_table(TableName=table.name)

        assert authorize(f"Bearer {pool.token()}") == {"problem": "UNAVAILABLE"}

    def test_of_an_item_that_nobody_can_read_denies(self, authorize, table, pool):
        broken = {**keys.staff_member(USER), "role": "emperor"}
        table.client.put_item(TableName=table.name, Item=to_attributes(broken))

        assert authorize(f"Bearer {pool.token()}") == {"problem": "UNAVAILABLE"}


class TestLog:
    def test_has_one_line_a_request_with_its_outcome_and_trace(self, authorize, pool, caplog):
        for authorization in (f"Bearer {pool.token()}", "Bearer x", "Anonymous"):
            authorize(authorization)

        lines = [record for record in caplog.records if record.message == "authorize"]
        assert [line.outcome for line in lines] == ["CALLER", "TOKEN_INVALID", "UNAUTHORIZED"]
        assert {line.trace_id for line in lines} == {"trace-1"}

    @pytest.mark.parametrize("outage", [False, True])
    def test_names_neither_person_nor_token(self, authorize, table, pool, caplog, outage):
        if outage:
            table.client.delete_table(TableName=table.name)
        token = pool.token()

        authorize(f"Bearer {token}")

        written = "".join(str(vars(record)) for record in caplog.records)
        assert "authorize" in written
        for secret in (token[:20], token[-20:], "mo@example.com", "Mo@Example.com", USER):
            assert secret not in written
