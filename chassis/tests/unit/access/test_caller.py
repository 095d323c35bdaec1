"""A caller on the way from the authorizer to a function."""

import pytest

from chassis.access.caller import ANONYMOUS, Caller, Role

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"


@pytest.mark.parametrize("staff", [None, Role.PLATFORM_VIEWER])
def test_a_caller_survives_the_authorizers_context(staff):
    who = Caller("user-1", "a@example.com", staff, {TENANT: Role.TENANT_ADMIN})

    assert Caller.from_context(who.to_context()) == who
    assert not ANONYMOUS.signed_in


def test_the_authorizers_context_is_compact():
    """The gateway limits the context of an authorizer; many memberships must fit."""
    who = Caller("user-1", "a@example.com", None, {"tenant-1": Role.TENANT_ADMIN})

    assert who.to_context() == '{"u":"user-1","e":"a@example.com","p":null,"m":{"tenant-1":"tenant_admin"}}'


@pytest.mark.parametrize(
    ("tenant", "roles"),
    [
        (TENANT, {Role.PLATFORM_VIEWER, Role.TENANT_ADMIN}),
        ("tenant-2", {Role.PLATFORM_VIEWER}),
        (None, {Role.PLATFORM_VIEWER}),
    ],
)
def test_the_roles_that_count_are_those_of_the_tenant_and_of_the_platform(tenant, roles):
    who = Caller("user-1", "a@example.com", Role.PLATFORM_VIEWER, {TENANT: Role.TENANT_ADMIN})

    assert who.roles_in(tenant) == roles


def test_a_tenant_exists_for_its_members_and_for_staff():
    member = Caller("user-1", "a@example.com", None, {TENANT: Role.TENANT_VIEWER})

    assert member.sees(TENANT)
    assert not member.sees("tenant-2")
    assert Caller("user-2", "p@example.com", Role.PLATFORM_VIEWER).sees("tenant-2")
