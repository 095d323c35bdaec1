"""Deny by default; links say exactly what the guards would."""

import itertools

import pytest

from chassis.access import acts
from chassis.access.authorization import (
    SIGN_IN_ADVICE,
    Relation,
    RoleRequired,
    Rule,
    TenantNotFound,
    UnruledActError,
    authorize,
    permits,
    require_rows,
    role_advice,
)
from chassis.access.caller import ANONYMOUS, EVERYBODY, PLATFORM, Caller, Role
from chassis.access.links import Affordance, offer
from chassis.errors import ProblemError, Unauthenticated
from chassis.testing.lights import LIGHTS, Light, Turn

TENANT, FOREIGN = "tenant-1", "tenant-2"
ADMINS = Rule(Relation.TENANT, frozenset({Role.TENANT_ADMIN, Role.PLATFORM_ADMIN}))
STAFF = Rule(Relation.PLATFORM, frozenset({Role.PLATFORM_ADMIN}))
admin = Caller("user-1", "a@example.com", None, {TENANT: Role.TENANT_ADMIN})
viewer = Caller("user-2", "v@example.com", None, {TENANT: Role.TENANT_VIEWER})
stranger = Caller("user-3", "s@example.com")
staff = Caller("user-4", "p@example.com", Role.PLATFORM_ADMIN)
watcher = Caller("user-5", "w@example.com", Role.PLATFORM_VIEWER)


@pytest.mark.parametrize(
    ("rule", "who", "tenant", "refusal"),
    [
        (ADMINS, admin, TENANT, None),
        (ADMINS, staff, TENANT, None),
        (ADMINS, staff, FOREIGN, None),
        (ADMINS, viewer, TENANT, RoleRequired),
        (ADMINS, watcher, TENANT, RoleRequired),
        (ADMINS, admin, FOREIGN, TenantNotFound),
        (ADMINS, stranger, TENANT, TenantNotFound),
        (ADMINS, ANONYMOUS, TENANT, Unauthenticated),
        (ADMINS, admin, None, TenantNotFound),
        (STAFF, staff, None, None),
        (STAFF, watcher, None, RoleRequired),
        (STAFF, admin, None, RoleRequired),
        (STAFF, ANONYMOUS, None, Unauthenticated),
        (Rule(Relation.SIGNED_IN), stranger, None, None),
        (Rule(Relation.SIGNED_IN), ANONYMOUS, None, Unauthenticated),
        (Rule(Relation.RESOURCE, EVERYBODY), stranger, None, None),
        (Rule(Relation.PUBLIC), ANONYMOUS, None, None),
    ],
)
def test_lets_in_whom_the_row_names_and_nobody_else(rule, who, tenant, refusal):
    if refusal is None:
        authorize(rule, who, tenant)
        return
    with pytest.raises(refusal):
        authorize(rule, who, tenant)


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ({Role.TENANT_ADMIN, Role.PLATFORM_ADMIN}, "Only an administrator of the tenant can do this. Ask an admin"),
        ({Role.PLATFORM_ADMIN}, "Only a platform administrator can do this. Ask support"),
        (PLATFORM, "Only our own staff can do this. Ask support"),
        ({Role.TENANT_ADMIN, Role.TENANT_OPERATOR}, "Only an administrator or an operator of the tenant can do this."),
        (EVERYBODY, "Only a member of the tenant can do this."),
    ],
)
def test_a_refusal_sends_people_to_those_who_can_help(roles, told):
    assert told in str(RoleRequired(roles).detail)


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        (
            {Role.TENANT_OPERATOR, Role.TENANT_VIEWER},
            "Only an operator or a viewer of the tenant can do this. "
            "Ask an administrator to do it, or to change your role.",
        ),
        (
            {Role.PLATFORM_OPERATOR, Role.PLATFORM_VIEWER},
            "Only a platform operator or a platform viewer can do this. Ask support to do it for you.",
        ),
    ],
)
def test_a_refusal_says_who_can_and_what_to_do_word_by_word(roles, told):
    refused = RoleRequired(roles)

    assert refused.detail == role_advice(roles) == told
    assert refused.extensions == {"requiredRoles": sorted(roles)}


def test_somebody_without_a_token_learns_how_to_send_one():
    with pytest.raises(Unauthenticated) as refused:
        authorize(ADMINS, ANONYMOUS, TENANT)

    assert refused.value.detail == SIGN_IN_ADVICE


@pytest.mark.parametrize("rule", [ADMINS, STAFF])
def test_a_refusal_names_the_roles_of_the_row(rule):
    with pytest.raises(RoleRequired) as refused:
        authorize(rule, Caller("user-6", "v@example.com", Role.PLATFORM_VIEWER, {TENANT: Role.TENANT_VIEWER}), TENANT)

    assert refused.value.extensions["requiredRoles"] == sorted(rule.roles)


def test_an_unknown_tenant_is_told_from_a_typing_mistake_by_the_callers_own_list():
    assert TenantNotFound().detail == (
        "No tenant with this id exists, or you are not a member of it. List your tenants with GET /v1.0/tenants."
    )


@pytest.mark.parametrize("relation", [Relation.TENANT, Relation.RESOURCE])
def test_a_link_to_a_resource_is_for_those_with_a_role_in_its_tenant(relation):
    rule = Rule(relation, frozenset({Role.TENANT_ADMIN}))

    assert permits(rule, admin, TENANT)
    assert not permits(rule, admin, FOREIGN)
    assert not permits(rule, admin, None)


def test_every_act_of_the_catalogue_has_its_own_rule():
    rules = acts.all_rules()

    assert set(rules) == set(acts.catalogue())
    assert rules["create_tenant"] == acts.find_act("create_tenant").rule != rules["get_tenant"]


def test_an_address_has_the_ids_of_its_path():
    assert acts.href("get_tenant", tenant_id=TENANT) == f"/v1.0/tenants/{TENANT}"


def test_a_foreign_tenant_and_an_unknown_one_are_the_same():
    def told(tenant: str) -> tuple[object, ...]:
        with pytest.raises(ProblemError) as refused:
            authorize(ADMINS, admin, tenant)
        error = refused.value
        return error.status, error.code, error.title, error.detail, error.errors, error.extensions

    assert told(FOREIGN) == told("tenant-that-never-was")


def test_an_act_without_a_row_stops_the_start():
    require_rows({"a": STAFF}, ["a"])

    with pytest.raises(UnruledActError, match=r"^no row in the authorization table for: b, c$"):
        require_rows({"a": STAFF}, ["c", "a", "b"])


@pytest.mark.parametrize("relation", [Relation.PUBLIC, Relation.SIGNED_IN, Relation.TENANT, Relation.PLATFORM])
def test_permits_exactly_whom_authorize_lets_in(relation):
    """Over every caller × role set, the link table and the guard agree."""
    callers = [ANONYMOUS, admin, viewer, stranger, staff, watcher]
    for who, roles in itertools.product(callers, itertools.combinations(Role, 2)):
        rule = Rule(relation, frozenset(roles))
        try:
            authorize(rule, who, TENANT)
            accepted = True
        except ProblemError:
            accepted = False

        assert permits(rule, who, TENANT) == accepted, (who, rule)


class TestOffer:
    actions = (
        Affordance("self", "get_light"),
        Affordance("go", "start_light", Turn.GO, "soon=true"),
        Affordance("stop", "stop_light", Turn.STOP),
        Affordance("secret", "get_secret"),
    )

    @pytest.fixture(autouse=True)
    def lights(self, monkeypatch):
        """The catalogue of a platform of lights."""
        found = {
            "get_light": ("GET", "/lights/{light_id}", Rule(Relation.SIGNED_IN)),
            "start_light": ("POST", "/lights/{light_id}/go", ADMINS),
            "stop_light": ("POST", "/lights/{light_id}/stop", ADMINS),
            "get_secret": ("GET", "/lights/{light_id}/secret", STAFF),
        }
        rows = {
            name: {"method": method, "path": path, "relation": rule.relation.value, "roles": sorted(rule.roles)}
            for name, (method, path, rule) in found.items()
        }
        monkeypatch.setattr(acts, "catalogue", lambda: rows)
        acts.find_act.cache_clear()
        yield
        acts.find_act.cache_clear()

    def offered(self, who):
        return offer(
            self.actions, caller=who, tenant_id=TENANT, ids={"light_id": "l1"}, lifecycle=LIGHTS, state=Light.RED
        )

    def test_links_what_role_and_state_allow(self):
        assert self.offered(admin).links == {
            "self": {"href": "/lights/l1"},
            "go": {"href": "/lights/l1/go?soon=true", "method": "POST"},
        }

    def test_says_why_not_and_what_would_unlock_it(self):
        assert self.offered(admin).unavailable["stop"] == {
            "code": "INVALID_STATUS_TRANSITION",
            "reason": "You cannot switch a red light to red.",
            "unlock": "Leave it as it is.",
        }
        assert self.offered(viewer).unavailable["go"] == {
            "code": "ROLE_REQUIRED",
            "reason": "Your role does not allow this.",
            "unlock": role_advice(ADMINS.roles),
        }

    def test_says_to_somebody_without_a_token_how_to_sign_in(self):
        assert self.offered(ANONYMOUS).unavailable["go"] == {
            "code": "UNAUTHORIZED",
            "reason": "You are not signed in.",
            "unlock": SIGN_IN_ADVICE,
        }

    def test_an_act_for_everybody_is_linked_for_somebody_without_a_token(self, monkeypatch):
        rows = {"open": {"method": "GET", "path": "/open", "relation": "public", "roles": []}}
        monkeypatch.setattr(acts, "catalogue", lambda: rows)

        found = offer([Affordance("open", "open")], caller=ANONYMOUS, tenant_id=None, ids={})

        assert (found.links, found.unavailable) == ({"open": {"href": "/open"}}, {})

    def test_an_action_of_a_thing_without_a_lifecycle_is_always_possible(self):
        found = offer(self.actions, caller=admin, tenant_id=TENANT, ids={"light_id": "l1"})

        assert set(found.links) == {"self", "go", "stop"}

    def test_does_not_mention_reads_that_are_not_for_the_caller(self):
        assert "secret" not in self.offered(admin).unavailable
        assert "secret" in self.offered(staff).links

    def test_an_act_that_is_in_no_contract_says_what_to_do(self):
        told = r"^No contract has the act dance: correct the name, or run `make openapi`.$"
        with pytest.raises(acts.UnknownActError, match=told):
            acts.href("dance")


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1.0/tenants", {"GET", "POST"}),
        ("/v1.0/tenants/{tenant_id}/sites", {"GET", "POST"}),
        ("/v1.0/nowhere", set()),
    ],
)
def test_a_path_has_the_methods_of_all_services(path, methods):
    assert acts.methods_of(path) == methods
