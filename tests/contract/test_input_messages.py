"""Every way in which a request can be wrong has a sentence of ours: no schema can make pydantic speak for itself."""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from tests.catalogue.asks import doors

from chassis.http.input_messages import SENTENCES, describe

KINDS: dict[str, set[str]] = {  # a node of pydantic's core schema → what it can find wrong by itself
    "model": {"model_type"},
    "model-fields": {"missing", "extra_forbidden", "model_attributes_type"},
    "str": {"string_type", "string_unicode"},
    "int": {"int_type", "int_parsing", "int_from_float", "int_parsing_size"},
    "float": {"float_type", "float_parsing", "finite_number"},
    "bool": {"bool_type", "bool_parsing"},
    "list": {"list_type"},
    "dict": {"dict_type"},
    "enum": {"enum"},
    "literal": {"literal_error"},
    **{key: set() for key in ("model-field", "nullable", "default", "definitions", "definition-ref", "no-info")},
    **{kind: set() for kind in ("json-or-python", "lax-or-strict", "is-instance")},
    "function-after": {"value_error", "too_short", "too_long"},  # a rule of ours, or a bound behind one
}
BOUNDS = {  # a constraint of a node → what it finds wrong, for texts and numbers, and for collections
    "min_length": ("string_too_short", "too_short"),
    "max_length": ("string_too_long", "too_long"),
    "pattern": ("string_pattern_mismatch", "string_pattern_mismatch"),
    "ge": ("greater_than_equal",) * 2,
    "gt": ("greater_than",) * 2,
    "le": ("less_than_equal",) * 2,
    "lt": ("less_than",) * 2,
    "multiple_of": ("multiple_of",) * 2,
    "max_digits": ("decimal_max_digits",) * 2,
}
NOT_FOR_INPUT = {  # members of a node that no value of a request reaches
    *("serialization", "metadata", "config", "default", "ref", "members", "expected", "strict_schema"),
}
OURS = "value_error"
"""A rule of ours speaks for itself: `chassis.errors.InvalidValue` holds its sentence."""


def requests() -> list[type[BaseModel]]:
    """What each act reads: the model of its query, and that of its body with all that stands in one."""
    endpoints = [api.endpoint(name) for name, (api, _) in doors().items()]
    bodies = {endpoint.body[1] for endpoint in endpoints if endpoint.body}
    return [*sorted(bodies, key=lambda model: model.__name__), *(endpoint.query for endpoint in endpoints)]


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every node of a core schema that validates something."""
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield schema
        for name, part in schema.items():
            if name not in NOT_FOR_INPUT:
                yield from nodes(part)
    elif isinstance(schema, (list, tuple)):
        for part in schema:
            yield from nodes(part)


def kinds_of(node: dict[str, Any]) -> set[str]:
    """The types of error that one node can cause.

    Raises:
        KeyError: a node that this test does not know; add it, and its errors to the table of sentences.
    """
    if node["type"] == "union":  # such as a secret, which is a text or a SecretStr
        return {node["custom_error_type"]}
    collection = node["type"] in ("list", "dict")
    bounds = {BOUNDS[name][collection] for name in BOUNDS.keys() & node.keys() if node[name] is not None}
    return KINDS[node["type"]] | bounds


@pytest.mark.parametrize("request_model", requests(), ids=lambda model: model.__name__)
def test_every_error_that_a_request_can_cause_has_its_sentence(request_model):
    request_model.model_rebuild(force=True)
    found = nodes(request_model.__pydantic_core_schema__)

    possible = set().union(*(kinds_of(node) for node in found))

    assert "missing" in possible
    assert possible - SENTENCES.keys() == {OURS} & possible


@pytest.mark.parametrize("request_model", requests(), ids=lambda model: model.__name__)
def test_a_pattern_explains_itself(request_model):
    """`Matches` says in words what a pattern allows; a bare `pattern` cannot."""
    request_model.model_rebuild(force=True)
    bare = [node["pattern"] for node in nodes(request_model.__pydantic_core_schema__) if node.get("pattern")]

    assert bare == []


def test_choices_are_plain_values_whatever_the_type_of_the_field():
    roles = importlib.import_module("invitations.schemas.invitation").CreateInvitationRequest
    with pytest.raises(ValueError, match="role") as found:
        roles.model_validate({"email": "a@example.com", "role": "boss"})

    (error,) = found.value.errors()

    assert "<Role" in error["msg"], "pydantic would show the class"
    assert describe(error)[1] == "We do not know this value. Use tenant_admin, tenant_operator or tenant_viewer."
