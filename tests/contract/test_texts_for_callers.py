"""What callers read: every text follows the mechanical rules of plain language, every 4xx says what to do next."""

import inspect
import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import codes
import pytest
from tests.catalogue.services import acts
from tests.catalogue.texts import faults, has_next_step, texts, title_faults

from chassis.access.authorization import Relation, role_advice
from chassis.access.caller import Role
from chassis.errors import FieldError, ProblemError
from chassis.http.api import SIGN_IN
from chassis.http.input_messages import NEUTRAL, SENTENCES, describe
from chassis.lifecycle import Lifecycle
from chassis.operations.operation import OPERATION_LIFECYCLE
from instances.domain.lifecycle import INSTANCE_LIFECYCLE
from invitations.domain.lifecycle import INVITATION_LIFECYCLE
from sites.domain.lifecycle import SITE_LIFECYCLE
from sites.domain.site_eligibility import SiteEligibility
from tenants.domain.lifecycle import TENANT_LIFECYCLE
from tenants.domain.membership import MEMBERSHIP_LIFECYCLE

LIFECYCLES: dict[str, Lifecycle[Any, Any]] = {
    "operation": OPERATION_LIFECYCLE,
    "instance": INSTANCE_LIFECYCLE,
    "invitation": INVITATION_LIFECYCLE,
    "site": SITE_LIFECYCLE,
    "tenant": TENANT_LIFECYCLE,
    "membership": MEMBERSHIP_LIFECYCLE,
}
TENANT = "tenant-1"
FULL = SiteEligibility(
    tenant_id=TENANT, tenant_status="ACTIVE", instance_state="ACTIVE", tier="BASIC", site_limit=5, site_count=5
)
GIVEN: dict[str, list[Any]] = {  # what errors are made of: every parameter of every class, with telling values
    "allowed": [["PENDING"], ["PENDING", "ACTIVE"]],
    "current": [3],
    "dependencies": [[]],
    "field": ["email"],
    "eligibility": [
        *(
            SiteEligibility(tenant_id=TENANT, tenant_status=status)
            for status in (None, "PENDING", "FAILED", "SUSPENDED")
        ),
        *(SiteEligibility(tenant_id=TENANT, tenant_status=status) for status in ("PARKED", "DEPROVISIONED")),
        SiteEligibility(tenant_id=TENANT, tenant_status="ACTIVE", instance_state="SCALING"),
        replace(FULL, instance_state="SCALING"),
        FULL,
        replace(FULL, instance_state=None),
    ],
    "installed": [("en_US", "nl_NL")],
    "invitation_id": ["inv-1"],
    "limit": [5],
    "own": [None],
    "retry_after": [60],
    "role": [Role.TENANT_ADMIN],
    "roles": [{Role.PLATFORM_ADMIN}, {Role.TENANT_ADMIN, Role.TENANT_OPERATOR}],
    "state": ["ACTIVE"],
    "status": ["SUSPENDED", "DEPROVISIONED"],
    "subdomain": ["shop"],
    "tenant_id": [TENANT],
    "tier": ["BASIC"],
}
FREE = {"detail"}
"""Parameters by which whoever raises an error brings its own text, which stands in the sources."""


def problems() -> Iterator[ProblemError]:
    """Every class of problem that makes its own text, once for each way to make it."""
    for kind in codes.list_problem_classes():
        wanted = [
            one.name
            for one in inspect.signature(kind).parameters.values()
            if one.default is one.empty and one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)
        ]
        if not FREE & set(wanted):
            for values in itertools.product(*(GIVEN[name] for name in wanted)):
                yield _made(kind, dict(zip(wanted, values, strict=True)))


def _made(kind: type[ProblemError], values: dict[str, Any]) -> ProblemError:
    keyword_only = [p.name for p in inspect.signature(kind).parameters.values() if p.kind is p.KEYWORD_ONLY]
    placed = [value for name, value in values.items() if name not in keyword_only]
    return kind(*placed, **{name: value for name, value in values.items() if name in keyword_only})


def wrong(text: str, *, next_step: bool = False) -> list[str]:
    """The faults of a text, with the text."""
    found = [*faults(text), *(["says no next step"] if next_step and not has_next_step(text) else [])]
    return [f"{fault}: {text}" for fault in found]


class TestProblems:
    def test_every_detail_is_plain_and_says_what_to_do_next(self):
        found = [problem for problem in problems() if problem.status < 500]

        assert len(found) > 40
        assert [fault for problem in found for fault in wrong(problem.detail, next_step=True)] == []

    def test_every_title_is_short_and_plain(self):
        for kind in codes.list_problem_classes():
            assert (kind, list(title_faults(kind.title))) == (kind, [])

    def test_every_message_for_a_field_is_plain(self):
        messages = [
            error.message for problem in problems() for error in problem.errors if isinstance(error, FieldError)
        ]

        assert len(messages) > 5
        assert [fault for message in messages for fault in wrong(message, next_step=True)] == []

    @pytest.mark.parametrize("code", SIGN_IN)
    def test_who_cannot_sign_in_hears_what_to_do(self, code):
        assert wrong(SIGN_IN[code], next_step=True) == []


class TestInputMessages:
    @pytest.mark.parametrize("kind", [*SENTENCES, "anything_else"])
    def test_every_row_is_plain_and_says_what_to_send(self, kind):
        bounds = dict.fromkeys(("min_length", "max_length", "ge", "le", "gt", "lt"), 7)

        _, message = describe(
            {"type": kind, "loc": ("a",), "ctx": {**bounds, "expected": "'dev' or 'prod'", "field_type": "List"}}
        )

        assert wrong(message, next_step=True) == []
        assert (message == NEUTRAL[1]) is (kind == "anything_else")


@pytest.mark.parametrize("name", LIFECYCLES)
class TestLifecycles:
    def test_every_state_and_every_action_has_words(self, name):
        table = LIFECYCLES[name]
        (state, action), _ = next(iter(table.transitions.items()))

        assert set(table.words.states) == set(type(state))
        assert set(table.words.actions) == set(type(action))
        assert all("{it}" in phrase for phrase in table.words.actions.values())

    def test_every_refusal_is_plain_and_says_what_to_do_next(self, name):
        table = LIFECYCLES[name]
        pairs = [pair for pair in itertools.product(table.words.states, table.words.actions) if not table.allows(*pair)]

        assert pairs
        for state, action in pairs:
            refusal = table.refusal(state, action, table.allowed(state))
            assert wrong(refusal.detail, next_step=True) == []
            assert wrong(table.next_step(state, action), next_step=True) == []
            assert refusal.extensions["allowedActions"] == table.allowed(state)


def test_a_tenant_says_how_to_delete_it():
    refusal = TENANT_LIFECYCLE.refusal("ACTIVE", "deprovision", [])

    assert refusal.detail == (
        "You cannot delete an active tenant. You can suspend or park it first, or delete it at once with force=true."
    )


def test_everybody_without_a_role_hears_whom_to_ask():
    rules = [api.rules[act.name] for api, act in acts()]
    roles = {rule.roles for rule in rules if rule.relation in (Relation.TENANT, Relation.PLATFORM, Relation.RESOURCE)}

    assert len(roles) > 3
    assert [fault for one in roles for fault in wrong(role_advice(one), next_step=True)] == []


def test_every_text_in_the_sources_is_plain():
    found = list(texts())

    assert len(found) > 150
    assert [f"{text.where} {fault}" for text in found for fault in wrong(text.words)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "Support must look at it.",
        "There is nothing here for you.",
        "force_deprovision is not possible.",
        "The tenant is SUSPENDED.",
        "Input should be a valid string.",
        "Send the request again",
        "Send " + "very " * 30 + "many words.",
        "Use <Role.TENANT_ADMIN>.",
    ],
)
def test_what_breaks_a_rule_is_found(planted):
    assert wrong(planted)


@pytest.mark.parametrize("text", ["The tenant is suspended.", "You can only look."])
def test_a_text_without_a_next_step_is_found(text):
    assert not has_next_step(text)
