"""The lifecycle of a tenant, and which names count as the same."""

from dataclasses import replace

import pytest

from chassis.errors import InvalidTransition
from chassis.runtime.ids import slug_of
from tenants.domain.instance_events import REACTIONS, status_after
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.tenant import Tenant, TenantEnvironment, TenantStatus, same_name

S, A = TenantStatus, TenantAction
TENANT = Tenant(
    tenant_id="tenant-11111111-2222-4333-8444-555555555555",
    organization_name="Acme",
    contact_email="a@example.com",
    environment=TenantEnvironment.DEV,
    status=S.PENDING,
    slug=slug_of("tenant-11111111-2222-4333-8444-555555555555"),
    metadata={},
    created_at="2026-02-21T08:00:00.000Z",
    created_by="ada@example.com",
    updated_at="2026-02-21T08:00:00.000Z",
    updated_by="ada@example.com",
)

MAY = {
    S.PENDING: {
        A.ACTIVATE: S.ACTIVE,
        A.FAIL: S.FAILED,
        A.FORCE_DEPROVISION: S.DEPROVISIONED,
        A.UPDATE: S.PENDING,
    },
    S.FAILED: {A.RETRY: S.PENDING, A.FORCE_DEPROVISION: S.DEPROVISIONED, A.UPDATE: S.FAILED},
    S.ACTIVE: {
        A.SUSPEND: S.SUSPENDED,
        A.PARK: S.PARKED,
        A.FORCE_DEPROVISION: S.DEPROVISIONED,
        A.UPDATE: S.ACTIVE,
        A.MANAGE: S.ACTIVE,
    },
    S.SUSPENDED: {
        A.RESUME: S.ACTIVE,
        A.DEPROVISION: S.DEPROVISIONED,
        A.FORCE_DEPROVISION: S.DEPROVISIONED,
        A.UPDATE: S.SUSPENDED,
    },
    S.PARKED: {
        A.UNPARK: S.ACTIVE,
        A.DEPROVISION: S.DEPROVISIONED,
        A.FORCE_DEPROVISION: S.DEPROVISIONED,
        A.UPDATE: S.PARKED,
    },
    S.DEPROVISIONED: {},
}


class TestLifecycle:
    """The lifecycle must match a second copy of domain §3.1 exactly."""

    @pytest.mark.parametrize("status", list(S))
    @pytest.mark.parametrize("action", list(A))
    def test_allows_exactly_what_the_domain_says(self, status, action):
        expected = MAY[status].get(action)
        if expected:
            assert TENANT_LIFECYCLE.after(status, action) is expected
        else:
            with pytest.raises(InvalidTransition):
                TENANT_LIFECYCLE.after(status, action)

    def test_never_parks_a_suspended_tenant(self):
        assert not TENANT_LIFECYCLE.allows(S.SUSPENDED, A.PARK)

    def test_ends_with_deprovisioned(self):
        assert TENANT_LIFECYCLE.allowed(S.DEPROVISIONED) == []


class TestInstanceNews:
    @pytest.mark.parametrize("status", list(S))
    @pytest.mark.parametrize("name", ["INSTANCE_ACTIVATED", "INSTANCE_FAILED", "INSTANCE_CREATED", "NONSENSE"])
    def test_leads_only_where_the_lifecycle_does(self, status, name):
        expected = {
            ("INSTANCE_ACTIVATED", S.PENDING): S.ACTIVE,
            ("INSTANCE_ACTIVATED", S.FAILED): S.ACTIVE,
            ("INSTANCE_FAILED", S.PENDING): S.FAILED,
        }.get((name, status), status)

        assert status_after(replace(TENANT, status=status), name, 1) is expected

    def test_of_yesterday_changes_nothing(self):
        informed = replace(TENANT, instance_version=5)

        assert status_after(informed, "INSTANCE_FAILED", 5) is S.PENDING
        assert status_after(informed, "INSTANCE_FAILED", 4) is S.PENDING
        assert status_after(informed, "INSTANCE_FAILED", 6) is S.FAILED

    def test_has_a_reaction_for_nothing_but_a_tenant_that_waits(self):
        assert {status for _, status in REACTIONS} == {S.PENDING, S.FAILED}


@pytest.mark.parametrize("name", ["acme bakeries", "ACME BAKERIES", " Acme   Bakeries "])
def test_case_and_spaces_do_not_make_a_new_name(name):
    assert same_name(name) == same_name("Acme Bakeries")


@pytest.mark.parametrize("name", ["AcmeBakeries", "Acme-Bakeries", "Acme Bakeries 2"])
def test_anything_else_does(name):
    assert same_name(name) != same_name("Acme Bakeries")
