"""A person, as they and others see them."""

import pytest

from chassis.access.caller import Caller, Role
from chassis.testing import caller


class TestPerson:
    @pytest.fixture
    def see(self, ask):
        def request(who: Caller, name: str, *, tenants: bool = False) -> tuple[int, dict]:
            path = "/v1.0/users/{user_id}" + ("/tenants" if tenants else "")
            status, _, body = ask("GET", path, who, parameters={"user_id": f"user-{name}"})
            return status, body

        return request

    @pytest.fixture
    def two(self, people, people_of, make_tenant):
        other = people_of(make_tenant("Other"))
        people.join("jo", Role.TENANT_OPERATOR.value)
        other.join("jo", Role.TENANT_VIEWER.value)
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
