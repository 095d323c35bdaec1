"""A caller on the way from the authorizer to a function."""

from chassis.access.caller import ANONYMOUS, Caller, Role

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"


def test_a_caller_survives_the_authorizers_context():
    who = Caller("user-1", "a@example.com", Role.PLATFORM_VIEWER, {TENANT: Role.TENANT_ADMIN})

    assert Caller.from_context(who.to_context()) == who
    assert not ANONYMOUS.signed_in
