"""Every link that a service offers leads to an operation of some contract, and only those see it who may follow it."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.access.authorization import Relation
from chassis.access.caller import EVERYBODY
from chassis.access.links import Affordance
from operations.domain.links import OWNER_LINKS

ROOT = Path(__file__).parents[2]
OPEN = {Relation.PUBLIC.value, Relation.SIGNED_IN.value}


def affordances(found: object) -> Iterator[Affordance]:
    """All affordances in a module's globals, however they are grouped."""
    if isinstance(found, Affordance):
        yield found
    elif isinstance(found, dict):
        for part in found.values():
            yield from affordances(part)
    elif isinstance(found, tuple | list):
        for part in found:
            yield from affordances(part)


def path(link: Affordance) -> str:
    """Where the link leads, without its query."""
    return link.href.partition("?")[0]


MODULES = sorted(f"{path.parents[1].name}.domain.links" for path in ROOT.glob("*/src/*/domain/links.py"))
LINKS = [
    pytest.param(link, id=f"{module.partition('.')[0]}: {link.rel} {link.href}")
    for module in MODULES
    for link in dict.fromkeys(affordances(vars(importlib.import_module(module))))
]


@pytest.mark.parametrize("link", LINKS)
class TestEveryLink:
    def test_leads_to_an_operation(self, link, platform):
        assert link.method.lower() in platform["paths"].get(path(link), {}), "no contract has it"

    def test_is_shown_to_nobody_who_would_be_refused(self, link, platform):
        operation = platform["paths"][path(link)][link.method.lower()]
        if operation["x-relation"] in OPEN:
            return
        assert link.rule.relation.value not in OPEN
        assert {role.value for role in link.rule.roles} <= set(operation["x-roles"])

    def test_an_action_is_shown_to_everybody_who_may(self, link, platform):
        """Where it is missing for others, `_unavailable` names the roles: they must be the owner's own."""
        operation = platform["paths"][path(link)][link.method.lower()]
        if link.method != "GET":
            assert {role.value for role in link.rule.roles} == set(operation["x-roles"])


REPEATED = [
    pytest.param(act, rule, id=f"{module.partition('.')[0]}: {act}")
    for module in MODULES
    for act, rule in getattr(importlib.import_module(module), "ELSEWHERE", {}).items()
]


@pytest.mark.parametrize(("act", "rule"), REPEATED)
def test_what_a_service_repeats_of_anothers_table_is_what_that_table_says(act, rule, platform):
    [owners] = [o for path in platform["paths"].values() for o in path.values() if o["operationId"] == act]

    assert (rule.relation.value, {role.value for role in rule.roles}) == (owners["x-relation"], set(owners["x-roles"]))


def test_there_are_links_to_check():
    assert len(LINKS) > 10
    assert len(REPEATED) > 5
    assert {role.value for role in EVERYBODY}


def test_every_type_of_operation_that_code_promises_leads_back_to_its_owner():
    sources = "\n".join(file.read_text() for file in ROOT.glob("*-service/src/**/*.py"))
    promised = set(re.findall(r'\b(?:OPERATION_TYPE = |operation_type=)"([A-Z_]+)"', sources))

    assert promised == set(OWNER_LINKS)
