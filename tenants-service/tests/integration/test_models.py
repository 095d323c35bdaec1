"""Tenants and memberships as state machines, tested through the API against an oracle in memory.

`MODEL_RUNS` and `MODEL_STEPS` in the environment make it longer; Hypothesis then takes a seed.
"""

import json
import os
from collections import Counter
from dataclasses import replace
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from chassis.access.caller import Role
from chassis.testing import caller, http_event
from tenants.api import api
from tenants.dao.membership_dao import MembershipDAO
from tenants.dao.tenant_dao import TenantDAO
from tenants.dependencies import table as tenants_table
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.membership import Profile
from tenants.domain.tenant import TenantStatus
from tenants.reactor_main import react

A, S = TenantAction, TenantStatus
STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
ROLES = [Role.TENANT_ADMIN.value, Role.TENANT_OPERATOR.value, Role.TENANT_VIEWER.value]
NAMES = ["a", "b", "c"]
RUNS, STEPS = int(os.environ.get("MODEL_RUNS", "20")), int(os.environ.get("MODEL_STEPS", "30"))
LONG = 100  # with at least so many runs, every action must have been tried in every status
REASON = {"reason": "A reason that is long enough."}
TENANT = "/v1.0/tenants/{tenant_id}"
REQUESTS = {
    A.SUSPEND: ("POST", f"{TENANT}/lifecycle/suspend", REASON, None),
    A.RESUME: ("POST", f"{TENANT}/lifecycle/resume", None, None),
    A.PARK: ("POST", f"{TENANT}/lifecycle/park", REASON, None),
    A.UNPARK: ("POST", f"{TENANT}/lifecycle/unpark", None, None),
    A.RETRY: ("POST", f"{TENANT}/lifecycle/retry", None, None),
    A.DEPROVISION: ("DELETE", TENANT, None, None),
    A.FORCE_DEPROVISION: ("DELETE", TENANT, None, {"force": "true"}),
    A.UPDATE: ("PUT", TENANT, {"metadata": {"a": "b"}}, None),
}
ORACLE = {  # a second copy of the table in domain §3.1
    (S.PENDING, A.FORCE_DEPROVISION): S.DEPROVISIONED,
    (S.FAILED, A.RETRY): S.PENDING,
    (S.FAILED, A.FORCE_DEPROVISION): S.DEPROVISIONED,
    (S.ACTIVE, A.SUSPEND): S.SUSPENDED,
    (S.ACTIVE, A.PARK): S.PARKED,
    (S.ACTIVE, A.FORCE_DEPROVISION): S.DEPROVISIONED,
    (S.SUSPENDED, A.RESUME): S.ACTIVE,
    (S.SUSPENDED, A.DEPROVISION): S.DEPROVISIONED,
    (S.SUSPENDED, A.FORCE_DEPROVISION): S.DEPROVISIONED,
    (S.PARKED, A.UNPARK): S.ACTIVE,
    (S.PARKED, A.DEPROVISION): S.DEPROVISIONED,
    (S.PARKED, A.FORCE_DEPROVISION): S.DEPROVISIONED,
    **{(status, A.UPDATE): status for status in S if status is not S.DEPROVISIONED},
}


def ask(method: str, path: str, **options) -> tuple[int, dict]:
    reply = api(http_event(method, path, caller=STAFF, **options), None)
    return reply["statusCode"], json.loads(reply["body"] or "{}")


class Made(RuleBasedStateMachine):
    """Creates one tenant per run, and counts the tried actions."""

    made = 0
    tried: ClassVar[Counter] = Counter()

    @initialize()
    def make(self) -> None:
        type(self).made += 1
        body = {
            "organizationName": f"{type(self).__name__} {self.made}",
            "contactEmail": "a@example.com",
            "environment": "dev",
        }
        status, answer = ask("POST", "/v1.0/tenants", body=body)
        assert status == 201
        self.tenant_id, self.status, self.version = answer["data"]["tenantId"], S.PENDING, 1
        self.news = self.steps = 0
        self.least = STEPS // 2 if self.made % 5 else 0  # one run in five may end at once
        self.prepare()

    def prepare(self) -> None:
        """Prepare the run further."""

    def request(self, method: str, path: str, **options) -> tuple[int, dict]:
        parameters = {"tenant_id": self.tenant_id, **options.pop("parameters", {})}
        return ask(method, path, parameters=parameters, **options)


class TenantLife(Made):
    tried: ClassVar[Counter] = Counter()

    def prepare(self) -> None:
        """Begin in every status in turn, because random runs alone would reach too few."""
        self.begin(list(S)[self.made % len(S)])

    def begin(self, status: TenantStatus) -> None:
        """Put the tenant into a status directly, without the acts that lead to it."""
        dao = TenantDAO(tenants_table())
        before = dao.get(self.tenant_id)
        self.status, self.version = status, before.version + 1
        dao.transact([dao.update_write(before, replace(before, status=status, version=self.version))])

    @rule(action=st.sampled_from(list(REQUESTS)))
    def act(self, action: TenantAction) -> None:
        self.steps += 1
        target = ORACLE.get((self.status, action))
        if target is S.DEPROVISIONED and self.steps < self.least:
            return  # an early end would leave the rest of the run with nothing to do
        method, path, body, query = REQUESTS[action]
        status, answer = self.request(method, path, body=body, query=query)

        self.tried[self.status, action] += 1
        if target:
            assert status == 200
            self.status, self.version = target, self.version + 1
            assert (answer["data"]["status"], answer["data"]["version"]) == (self.status, self.version)
        else:
            assert (status, answer["code"]) == (422, "INVALID_STATUS_TRANSITION")
            assert answer["currentStatus"] == self.status
            assert set(answer["allowedActions"]) == set(TENANT_LIFECYCLE.allowed(self.status))

    @rule(name=st.sampled_from(["INSTANCE_ACTIVATED", "INSTANCE_FAILED"]))
    def hear(self, name: str) -> None:
        self.news += 1
        detail = {
            "eventId": f"e{self.news}",
            "eventType": name,
            "schemaVersion": 1,
            "tenantId": self.tenant_id,
            "timestamp": "2026-02-21T08:00:00.000Z",
            "correlationId": "t",
            "payload": {"version": self.news},
        }
        react(json.dumps({"detail-type": name, "source": "bbws.instances", "detail": detail}))
        became = {
            ("INSTANCE_ACTIVATED", S.PENDING): S.ACTIVE,
            ("INSTANCE_ACTIVATED", S.FAILED): S.ACTIVE,
            ("INSTANCE_FAILED", S.PENDING): S.FAILED,
        }.get((name, self.status))
        if became:
            self.status, self.version = became, self.version + 1

    @rule()
    def read(self) -> None:
        status, answer = self.request("GET", TENANT)

        assert (status, answer["data"]["status"], answer["data"]["version"]) == (200, self.status, self.version)


class Members(Made):
    tried: ClassVar[Counter] = Counter()

    def prepare(self) -> None:
        self.roles: dict[str, str] = {}
        dao = TenantDAO(tenants_table())
        for name in NAMES:
            profile = Profile(user_id=f"user-{name}", email=f"{name}@example.com", first_seen_at="2026-02-21")
            MembershipDAO(tenants_table()).put_profile(profile)
        self.dao = dao

        self.activate()

    @precondition(lambda self: self.status is S.ACTIVE)
    @rule()
    def suspend(self) -> None:
        self.steps += 1
        if self.steps > 2:
            assert self.request("POST", f"{TENANT}/lifecycle/suspend", body=REASON)[0] == 200
            self.status = S.SUSPENDED

    @precondition(lambda self: self.status is S.SUSPENDED)
    @rule()
    def resume(self) -> None:
        assert self.request("POST", f"{TENANT}/lifecycle/resume")[0] == 200
        self.status = S.ACTIVE

    def activate(self) -> None:
        before = self.dao.get(self.tenant_id)
        self.dao.transact([self.dao.update_write(before, replace(before, status=S.ACTIVE, version=before.version + 1))])
        self.status = S.ACTIVE

    @rule(name=st.sampled_from(NAMES), role=st.sampled_from(ROLES))
    def join(self, name: str, role: str) -> None:
        if self.status is S.ACTIVE and name not in self.roles:
            self.people_of(self.tenant_id).join(name, role)
            self.tried["join"] += 1
            self.roles[name] = role

    @rule(name=st.sampled_from(NAMES), role=st.sampled_from(ROLES))
    def change(self, name: str, role: str) -> None:
        status, answer = self.one("PUT", name, body={"role": role})

        last = self.last_admin(name) and role != ROLES[0]
        expected = 404 if name not in self.roles else 422 if last else 200
        self.tried["change", expected] += 1
        assert status == expected
        if expected == 200:
            self.roles[name] = role
        assert not last or answer["code"] == "LAST_ADMIN"

    @rule(name=st.sampled_from(NAMES))
    def remove(self, name: str) -> None:
        status, _ = self.one("DELETE", name)

        expected = 404 if name not in self.roles else 422 if self.last_admin(name) else 204
        self.tried["remove", expected] += 1
        assert status == expected
        if expected == 204:
            del self.roles[name]

    @rule()
    def read(self) -> None:
        _, answer = self.request("GET", f"{TENANT}/users")

        assert {one["userId"][5:]: one["role"] for one in answer["data"]} == self.roles

    @rule(name=st.sampled_from(NAMES))
    def look(self, name: str) -> None:
        status, answer = self.one("GET", name)

        assert status == (200 if name in self.roles else 404)
        if name in self.roles:
            assert ("remove" in answer["_links"]) == (not self.last_admin(name))

    def last_admin(self, name: str) -> bool:
        return self.roles.get(name) == ROLES[0] and list(self.roles.values()).count(ROLES[0]) == 1

    def one(self, method: str, name: str, **options) -> tuple[int, dict]:
        return self.request(method, f"{TENANT}/users/{{user_id}}", parameters={"user_id": f"user-{name}"}, **options)


@pytest.mark.parametrize("machine", [TenantLife, Members])
def test_never_differs_from_the_oracle(machine, table, people_of):
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
    chosen = settings(
        database=None,
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize="MODEL_RUNS" not in os.environ,
        suppress_health_check=checks,
    )
    machine.tried.clear()
    machine.people_of = staticmethod(people_of)

    run_state_machine_as_test(machine, settings=chosen)

    if machine is Members:
        assert {"join", ("change", 200), ("change", 422), ("remove", 204)} <= set(machine.tried)
    else:
        every = {(status, action) for status in S for action in REQUESTS}
        assert machine.tried
        assert RUNS < LONG or every <= set(machine.tried)


@pytest.mark.parametrize("action", REQUESTS)
@pytest.mark.parametrize("status", S)
def test_every_action_in_every_status(status, action, table):
    """Try every action once in every status, because random runs may miss some."""
    TenantLife.tried.clear()
    life = TenantLife()
    life.make()
    life.begin(status)
    life.steps = STEPS  # the run may end at any step here

    life.act(action=action)

    assert life.tried == {(status, action): 1}
