"""The types of links name what services offer: every relation of their tables, and nothing else."""

import importlib
from pathlib import Path

import pytest
from tests.contract.test_links import MODULES, affordances

from chassis.access.acts import find_act
from chassis.access.links import Affordance
from operations.domain.links import OPERATION_LINKS, OWNER_LINKS
from sites.domain.links import SITE_LINKS, TEMPLATE_LINK

CLOSED = {"type": "object", "additionalProperties": False}


@pytest.fixture
def schemas(platform) -> dict[str, dict]:
    return platform["components"]["schemas"]


def relations(schemas: dict, name: str) -> set[str]:
    return set(schemas[name]["properties"])


def test_every_map_of_links_is_a_closed_type(schemas):
    maps = {
        member: schema["properties"][member]["$ref"].rpartition("/")[2]
        for schema in schemas.values()
        for member in ("_links", "_unavailable")
        if member in schema.get("properties", {})
    }

    assert maps
    for name in maps.values():
        assert CLOSED.items() <= schemas[name].items(), name


def test_a_site_has_the_relations_of_its_table(schemas):
    offered = {link.rel for link in (*SITE_LINKS, TEMPLATE_LINK)}

    assert relations(schemas, "SiteLinks") == offered | {"website"}
    assert relations(schemas, "SiteUnavailable") == {"retry", "cancel"}


def test_an_operation_has_the_relations_of_every_service_that_owns_one(schemas):
    """The type is the chassis's, which knows no table: here it is compared with the tables."""
    links: list[Affordance] = [*OPERATION_LINKS, *(link for table in OWNER_LINKS.values() for link in table)]

    assert relations(schemas, "OperationLinks") == {link.rel for link in links}
    assert relations(schemas, "OperationUnavailable") == {link.rel for link in links if not find_act(link.act).reads}


def test_every_relation_that_a_service_offers_is_in_some_type(schemas):
    named = set().union(*(relations(schemas, name) for name in schemas if name.endswith("Links")))
    offered = {link.rel for module in MODULES for link in affordances(vars(importlib.import_module(module)))}

    assert offered - named == set()


def test_a_link_says_where_and_how(schemas):
    link = schemas["Link"]

    assert set(link["properties"]) == {"href", "method"}
    assert link["required"] == ["href"]
    assert link["properties"]["method"]["default"] == "GET"


def test_no_name_of_a_schema_shows_how_the_code_is_made(schemas):
    """Generators make types of them: `Site`, and not `SiteResource` or `Reply_SiteResource_`."""
    assert [name for name in schemas if not name.isalnum() or name.endswith("Resource")] == []
    assert {"Site", "SiteWithOperation", "SiteLinks", "Operation", "Problem"} <= set(schemas)


def test_the_linters_make_no_exception_without_its_reason():
    """Each exception stands below a comment that says why."""
    lines = (Path(__file__).parents[2] / "tools" / "contract-lint" / "spectral.yaml").read_text().splitlines()
    exceptions = [
        number for number, text in enumerate(lines) if text.endswith(": off") or text.strip().startswith("- files:")
    ]
    unexplained = [
        lines[number]
        for number in exceptions
        if "#" not in lines[number]
        and "#" not in lines[number - 1]
        and not lines[number - 1].strip().startswith("rules:")
    ]

    assert len(exceptions) > 3
    assert unexplained == []
