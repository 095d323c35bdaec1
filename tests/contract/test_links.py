"""Every link that a service offers leads to an operation of some contract."""

import importlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from chassis.access.links import Affordance
from chassis.contract import permissions_doc
from operations.domain.links import OWNER_LINKS

ROOT = Path(__file__).parents[2]


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


MODULES = sorted(f"{path.parents[1].name}.domain.links" for path in ROOT.glob("*/src/*/domain/links.py"))
LINKS = [
    pytest.param(link, id=f"{module.partition('.')[0]}: {link.rel} {link.act}")
    for module in MODULES
    for link in dict.fromkeys(affordances(vars(importlib.import_module(module))))
]


@pytest.mark.parametrize("link", LINKS)
def test_every_link_leads_to_an_operation(link, platform):
    """Method, path and roles are those of the act, whichever service has it: one catalogue knows all."""
    acts = permissions_doc.acts_of(platform)

    assert link.act in acts, "no contract has it"
    assert link.target.method.lower() in platform["paths"][link.target.path]


def test_there_are_links_to_check():
    assert len(LINKS) > 10


def test_every_type_of_operation_leads_back_to_its_owner():
    services = [found.parent.name for found in ROOT.glob("*-service/src/*/workflows")]
    accepted = {kind for name in services for kind in import_module(f"{name}.workflows").WORKFLOWS.types}

    assert accepted == set(OWNER_LINKS)
