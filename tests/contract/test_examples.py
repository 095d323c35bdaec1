"""Whoever copies an example of the contract sends a request that the platform accepts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.catalogue.asks import Ask, doors
from tests.catalogue.contracts import document
from tests.catalogue.harness import Harness, known
from tests.catalogue.reads import all_things, reads, seed_templates
from tests.catalogue.services import prepare
from tests.catalogue.writes import WRITES

from chassis.access.caller import Caller, Role
from chassis.http.service_client import ServiceClient
from invitations.services import invitation_service


def operations() -> Iterator[dict[str, Any]]:
    for path in document()["paths"].values():
        yield from path.values()


BODIES = {
    one["operationId"]: one["requestBody"]["content"]["application/json"]
    for one in operations()
    if "requestBody" in one
}
QUERIES = [
    (one["operationId"], said)
    for one in operations()
    for said in one.get("parameters", [])
    if said["in"] == "query" and "examples" in said["schema"]
]


@pytest.fixture
def harness(tables: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Harness:
    """A tenant in which there is what the examples name: a person, a member, a template and the secret of a mail."""
    prepare(monkeypatch)
    seed_templates()
    monkeypatch.setattr(ServiceClient, "get", _as_the_service_answers)
    monkeypatch.setattr(invitation_service, "new_token", lambda: BODIES["lookup_invitation"]["example"]["token"])
    harness = Harness.build()
    known(Caller("user-jo", BODIES["assign_user"]["example"]["email"], None, {}))
    member = BODIES["assign_team_user"]["example"]["userId"]
    harness.add_member(
        Caller(member, "member@example.com", None, {harness.tenant_id: Role.TENANT_VIEWER}), Role.TENANT_VIEWER
    )
    return harness


def _as_the_service_answers(_: ServiceClient, context: Any, act: str, **ids: str) -> Any:
    """What a service asks another for, answered in this process; an example needs only the catalogue of templates."""
    return Ask(act, context.caller, ids).send().body["data"] if act == "get_template" else None


@pytest.mark.parametrize("act", BODIES)
def test_the_body_of_the_example_is_accepted(act, harness):
    ask = replace(WRITES[act].prepare(harness), body=BODIES[act]["example"])

    reply = ask.send()

    assert reply.accepted, reply.text


def test_the_queries_of_the_examples_are_accepted(harness):
    found = reads(all_things(harness))
    refused = []
    for act, said in QUERIES:
        ask = found.get(act) or WRITES[act].prepare(harness)
        example = (
            harness.tenant_id if said["name"] == "tenantId" else said["schema"]["examples"][0]
        )  # only the form of an id is shown
        value = str(example).lower() if isinstance(example, bool) else str(example)
        reply = replace(ask, query={**(ask.query or {}), said["name"]: value}).send()
        refused += [] if reply.accepted else [f"{act} {said['name']}: {reply.text}"]

    assert len(QUERIES) > 10
    assert refused == []


def test_the_headers_of_the_example_are_accepted(harness):
    ask = WRITES["update_tenant"].prepare(harness)
    said = {
        one["name"]: one["schema"]["examples"][0]
        for operation in operations()
        for one in operation.get("parameters", [])
        if one["in"] == "header"
    }

    reply = replace(ask, headers={name.lower(): value for name, value in said.items()}).send()

    assert set(said) == {"Idempotency-Key", "If-Match", "Prefer"}
    assert reply.accepted, reply.text


def test_the_ids_of_the_examples_have_the_form_of_ids(harness):
    """They name nothing that exists: the answer says so, and not that they are malformed."""
    for operation in operations():
        _, act = doors()[operation["operationId"]]
        ids = {
            one["name"]: one["schema"]["examples"][0] for one in operation.get("parameters", []) if one["in"] == "path"
        }
        assert set(ids) == set(act.path.replace("{", "}").split("}")[1::2])
        if act.method == "GET" and ids:
            assert Ask(act.name, WRITES["create_tenant"].prepare(harness).caller, ids).send().status in (200, 404), (
                act.name
            )


def schemas_of(part: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of a document that describes a string, with the place where it stands."""
    if isinstance(part, dict):
        if part.get("type") == "string" and "propertyNames" not in where:
            yield where, part
        for name, below in part.items():
            if name not in ("example", "examples", "default"):
                yield from schemas_of(below, f"{where}/{name}")
    elif isinstance(part, list):
        for index, below in enumerate(part):
            yield from schemas_of(below, f"{where}/{index}")


def at(where: str) -> Any:
    """What stands at a place of the document."""
    found: Any = document()
    for name in where.strip("/").split("/"):
        found = found[int(name)] if isinstance(found, list) else found[name]
    return found


def unexplained(found: Any) -> list[str]:
    """Strings with a form and without an example: a viewer would make one up from the pattern."""
    formed = [
        (where, said) for where, said in schemas_of(found) if {"pattern", "format"} & set(said) and "enum" not in said
    ]
    return [where for where, said in formed if not said.get("examples")]


def test_no_property_leaves_the_viewer_to_make_an_example_up():
    left = unexplained({"schemas": document()["components"]["schemas"]})

    assert [where for where in left if not at(f"/components{where}".partition("/anyOf")[0]).get("examples")] == []


def test_a_property_without_an_example_is_found():
    assert unexplained({"a": {"type": "string", "pattern": "^a$"}}) == ["/a"]


def test_every_parameter_with_a_form_shows_an_example():
    said = [one for operation in operations() for one in operation.get("parameters", [])]
    formed = [one for one in said if {"pattern", "format"} & set(one["schema"]) and one["name"] != "startAt"]

    assert formed
    assert [one["name"] for one in formed if "examples" not in one["schema"]] == []


def test_examples_are_of_the_form_that_they_illustrate():
    shown = [(where, said) for where, said in schemas_of(document()["components"]["schemas"]) if said.get("examples")]
    wrong = [
        f"{where}: {example}"
        for where, said in shown
        for example in said["examples"]
        if not Draft202012Validator(said).is_valid(example)
    ]

    assert len(shown) > 100
    assert wrong == []


def test_environments_are_answered_in_one_form_and_accepted_in_both(harness):
    lower = replace(
        WRITES["create_tenant"].prepare(harness), body={**BODIES["create_tenant"]["example"], "environment": "sit"}
    )

    assert lower.send().body["data"]["environment"] == "SIT"
    kinds = [said for name, said in document()["components"]["schemas"].items() if name.endswith("Environment")]
    assert [said["enum"] for said in kinds] == [["DEV", "SIT", "PROD"]] * len(kinds)
