"""The yardstick: the routes and models of a contract as the usual FastAPI + Mangum + boto3 function would have them."""

import keyword
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

type Json = dict[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "object": "dict[str, Any]"}
HEAD = """
from typing import Any

import boto3
from fastapi import FastAPI
from mangum import Mangum
from pydantic import BaseModel, Field

app = FastAPI()
table = boto3.client("dynamodb")
"""
TAIL = """
handler = Mangum(app, lifespan="off")
"""


def fastapi_source(contract: Path) -> str:
    """Python that makes the app; each operation takes what the contract says and answers nothing of use."""
    document = yaml.safe_load(contract.read_text())
    schemas = document.get("components", {}).get("schemas", {})
    return "\n".join([HEAD, *_models(schemas), *_routes(document["paths"]), TAIL])


def _models(schemas: Json) -> Iterator[str]:
    """Every object of the contract as a class, those that others hold first."""
    done: set[str] = set()
    waiting = [name for name in schemas if schemas[name].get("properties")]
    while waiting:
        ready = [name for name in waiting if not (_held(schemas[name]) & set(waiting)) - done - {name}] or waiting[:1]
        yield from (_model(name, schemas[name], done) for name in ready)
        done.update(ready)
        waiting = [name for name in waiting if name not in done]


def _held(schema: Any) -> set[str]:  # noqa: ANN401 - walks any JSON
    if isinstance(schema, dict):
        own = {schema["$ref"].rpartition("/")[2]} if "$ref" in schema else set()
        return own.union(*(_held(part) for part in schema.values()))
    return set().union(*(_held(part) for part in schema)) if isinstance(schema, list) else set()


def _model(name: str, schema: Json, known: set[str]) -> str:
    required = set(schema.get("required", ()))
    fields = [_field(field, part, known, required=field in required) for field, part in schema["properties"].items()]
    return "\n".join([f"\n\nclass {_identifier(name)}(BaseModel):", *fields])


def _field(name: str, schema: Json, known: set[str], *, required: bool) -> str:
    limits = "".join(f", {ours}={schema[theirs]}" for theirs, ours in _LIMITS.items() if theirs in schema)
    alias = f", alias={name!r}"
    default = "..." if required else "None"
    kind = _type(schema, known)
    return f"    {_identifier(name)}: {kind if required else f'{kind} | None'} = Field({default}{alias}{limits})"


_LIMITS = {"minLength": "min_length", "maxLength": "max_length", "minimum": "ge", "maximum": "le"}


def _type(schema: Json, known: set[str]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _identifier(name) if name in known else "Any"
    if schema.get("type") == "array":
        return f"list[{_type(schema.get('items', {}), known)}]"
    return SCALARS.get(str(schema.get("type")), "Any")


def _routes(paths: Json) -> Iterator[str]:
    for path, operations in paths.items():
        for method in METHODS:
            if method in operations:
                yield _route(path, method, operations[method])


def _route(path: str, method: str, operation: Json) -> str:
    status, success = next((code, answer) for code, answer in operation["responses"].items() if str(code) < "300")
    answer = _of(success)
    model = f", response_model={answer}" if answer else ""
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    body = _of(operation.get("requestBody", {}))
    given = [f"{name}: str" for name in names] + ([f"body: {body}"] if body else [])
    asked = [part["name"] for part in operation.get("parameters", ()) if part.get("in") == "query"]
    given += [f"{_identifier(name)}: str | None = None" for name in asked]
    head = (
        f"\n\n@app.{method}({path!r}, status_code={status}{model})\ndef {operation['operationId']}({', '.join(given)}):"
    )
    return f"{head}\n    return None"


def _of(content: Json) -> str:
    reference = content.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    return _identifier(reference.rpartition("/")[2])


def _identifier(name: str) -> str:
    plain = "".join(letter if letter.isalnum() or letter == "_" else "_" for letter in name).lstrip("_")
    return f"{plain}_" if keyword.iskeyword(plain) else plain
