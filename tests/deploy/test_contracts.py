"""Every breaking change of a contract is found, and every harmless change passes."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from deploy.contracts import find_breaking_changes

ROOT = Path(__file__).parents[2]
OLD = {
    "paths": {
        "/v1.0/things": {
            "post": {
                "operationId": "create_thing",
                "parameters": [{"in": "query", "name": "size", "required": False, "schema": {"type": "integer"}}],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}},
                },
                "responses": {
                    "202": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Out"}}}},
                    "409": {"description": "taken"},
                },
            },
            "get": {"operationId": "list_things", "responses": {"200": {"description": "all"}}},
        }
    },
    "components": {
        "schemas": {
            "In": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 10},
                    "kind": {"type": "string", "enum": ["A", "B"]},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
            },
            "Out": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string"},
                    "kind": {"type": "string", "enum": ["A", "B"]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Out"}},
                },
            },
        }
    },
}
OPERATION = ("paths", "/v1.0/things", "post")
IN = ("components", "schemas", "In")
OUT = ("components", "schemas", "Out")
GONE = object()


def change_contract(path, value):
    """Return the old contract with one node set, or removed."""
    new = deepcopy(OLD)
    node = new
    for name in path[:-1]:
        node = node[name]
    if value is GONE:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return new


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("paths", "/v1.0/things"), GONE, "/v1.0/things: removed"),
        (("paths", "/v1.0/things", "get"), GONE, "GET /v1.0/things: removed"),
        ((*OPERATION, "operationId"), "make_thing", "operationId create_thing is now make_thing"),
        ((*OPERATION, "parameters"), [], "query parameter size: removed"),
        ((*OPERATION, "parameters", 0, "required"), True, "query parameter size: now required"),
        ((*OPERATION, "parameters", 0, "schema"), {"type": "boolean"}, "size: integer no longer taken"),
        ((*OPERATION, "parameters", 0, "schema", "maximum"), 5, "size: maximum is now 5"),
        ((*OPERATION, "requestBody"), GONE, "body: removed"),
        ((*OPERATION, "responses", "409"), GONE, "status 409: removed"),
        ((*OPERATION, "responses", "201"), {"description": "made"}, "status 201: a new success status"),
        ((*IN, "properties", "note"), GONE, "body.note: removed"),
        ((*IN, "properties", "note"), {"type": "string"}, "body.note: null no longer taken"),
        ((*IN, "properties", "name", "type"), "integer", "body.name: string no longer taken"),
        ((*IN, "properties", "name", "maxLength"), 5, "body.name: maxLength 10 is now 5"),
        ((*IN, "properties", "name", "pattern"), "^a", "body.name: pattern is now ^a"),
        ((*IN, "properties", "kind", "enum"), ["A"], "body.kind: value B removed"),
        ((*IN, "properties", "name", "enum"), ["A"], "body.name: now one of A"),
        ((*IN, "required"), ["name", "kind"], "body.kind: now required"),
        ((*OUT, "properties", "id"), GONE, "202.id: removed"),
        ((*OUT, "properties", "id", "type"), "integer", "202.id: may now be integer"),
        ((*OUT, "properties", "kind", "enum"), ["A"], "202.kind: value B removed"),
        ((*OUT, "required"), [], "202.id: may now be missing"),
        ((*OUT, "properties", "parts", "items"), {"type": "string"}, "202.parts.[]: may now be string"),
    ],
)
def test_a_breaking_change_is_found_with_its_location(path, value, expected):
    found = find_breaking_changes(OLD, change_contract(path, value))

    assert any(expected in line for line in found), found


def test_a_new_input_breaks_when_it_is_required():
    new = change_contract((*IN, "properties", "size"), {"type": "integer"})
    assert find_breaking_changes(OLD, new) == []

    new["components"]["schemas"]["In"]["required"].append("size")
    assert find_breaking_changes(OLD, new) == ["POST /v1.0/things: body.size: new and required"]


def test_a_new_required_parameter_breaks():
    new = change_contract((*OPERATION, "parameters"), [*OLD["paths"]["/v1.0/things"]["post"]["parameters"]])
    new["paths"]["/v1.0/things"]["post"]["parameters"].append(
        {"in": "header", "name": "X", "required": True, "schema": {"type": "string"}}
    )

    assert find_breaking_changes(OLD, new) == ["POST /v1.0/things: header parameter X: new and required"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("paths", "/v1.0/others"), {"get": {"operationId": "list_others", "responses": {}}}),
        ((*OPERATION, "parameters", 0, "schema"), {"type": "number"}),
        ((*OPERATION, "responses", "410"), {"description": "gone"}),
        ((*OPERATION, "description"), "in other words"),
        ((*IN, "properties", "name", "maxLength"), 20),
        ((*IN, "properties", "name", "maxLength"), GONE),
        ((*IN, "properties", "kind", "enum"), ["A", "B", "C"]),
        ((*IN, "properties", "kind", "enum"), GONE),
        ((*IN, "required"), []),
        ((*OUT, "properties", "more"), {"type": "string"}),
        ((*OUT, "required"), ["id", "kind"]),
        ((*OUT, "properties", "id", "maxLength"), 5),
    ],
)
def test_a_harmless_change_passes(path, value):
    assert find_breaking_changes(OLD, change_contract(path, value)) == []


@pytest.mark.parametrize("name", sorted(file.name for file in (ROOT / "openapi").glob("*.yaml")))
def test_a_contract_is_compatible_with_itself(name):
    contract = yaml.safe_load((ROOT / "openapi" / name).read_text())

    assert contract["paths"]
    assert find_breaking_changes(contract, contract) == []
