"""What the contracts say of an act: the fields of its body and its query parameters, and what each may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from chassis.testing.yaml_files import read_yaml
from tests.catalogue.services import ROOT

type Schema = Mapping[str, Any]


def document() -> dict[str, Any]:
    """The contracts of all services in one."""
    found: dict[str, Any] = read_yaml(ROOT / "openapi" / "platform.yaml")
    return found


@cache
def _operations() -> dict[str, dict[str, Any]]:
    methods = (operations.values() for operations in document()["paths"].values())
    return {operation["operationId"]: operation for found in methods for operation in found}


@dataclass(frozen=True)
class Field:
    """One input of an act."""

    name: str
    schema: Schema
    required: bool

    def takes(self, value: Any) -> bool:
        """Whether the contract allows the value."""
        whole = {**self.schema, "components": document()["components"]}
        return bool(Draft202012Validator(whole).is_valid(value))


def body_fields(act: str) -> list[Field]:
    """The fields of an act's body; none when it takes no body."""
    body = _operations()[act].get("requestBody")
    if body is None:
        return []
    schema = body["content"]["application/json"]["schema"]
    named = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    required = named.get("required", [])
    return [Field(name, found, name in required) for name, found in named["properties"].items()]


def query_fields(act: str) -> list[Field]:
    """The query parameters of an act."""
    parameters = _operations()[act].get("parameters", [])
    return [Field(one["name"], one["schema"], False) for one in parameters if one["in"] == "query"]
