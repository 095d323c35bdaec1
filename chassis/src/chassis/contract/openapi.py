"""Writes the contracts from code: `openapi/<service>.yaml`, `platform.yaml`, the events' schemas; deterministic."""

import argparse
import importlib
import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chassis.access.authorization import Relation, Rule
from chassis.contract.document import add_frame, complete, methods_of, read_parts
from chassis.contract.schemas import schema_of
from chassis.http.api import Api
from chassis.http.endpoint import Endpoint
from chassis.http.problems import MEDIA_TYPE, Problem
from chassis.http.responses import Response
from chassis.http.routes import Act

type Json = dict[str, Any]
type Model = tuple[type[BaseModel], Literal["validation", "serialization"]]
type Refs = Mapping[Model, Json]

_EVERY_ACT = {
    400: "INVALID",
    401: "UNAUTHORIZED",
    403: "ROLE_REQUIRED",
    404: "NOT_FOUND",
    429: "RATE_LIMITED",
    500: "INTERNAL_ERROR",
}
_BODY = {
    409: "CONFLICT",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "UNPROCESSABLE_ENTITY",
    503: "TEMPORARILY_UNAVAILABLE",
}
_REF = "#/components/schemas/{model}"
_ID_TOKEN = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
_TITLE = "Managed WordPress control plane"
_VERSION = "1.0.0"
_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "Repeat a write safely: the same key and request give the same answer, another request gives 422.",
}
_PREFER = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "examples": ["wait=20"]},
    "description": "`wait=N` holds the answer up to N ≤ 20 seconds for the operation to end (RFC 7240).",
}


def main() -> int:
    """`python -m chassis.contract.openapi [--check]`: write all contracts, or fail when one differs."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    check = parser.parse_args().check
    different = [path for path, text in contracts(Path.cwd()).items() if not path.exists() or path.read_text() != text]
    if check:
        for path in different:
            sys.stderr.write(f"{path} differs from the code: run `make openapi` and commit the result.\n")
        return 1 if different else 0
    for path, text in contracts(Path.cwd()).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return 0


def contracts(root: Path) -> dict[Path, str]:
    """Every contract file and its text, for all services below `root` that have a `service.yaml`."""
    folder = root / "openapi"
    names = sorted(str(yaml.safe_load(found.read_text())["service"]) for found in root.glob("*/service.yaml"))
    apis = {name: importlib.import_module(f"{name}.api").api for name in names if _has(f"{name}.api")}
    generated = {name: service_contract(api) for name, api in apis.items()}
    parts, methods = read_parts(folder / "parts"), methods_of(generated.values())
    documents = {name: complete(document, parts, methods) for name, document in generated.items()}
    files = {folder / f"{name}.yaml": _yaml(document) for name, document in documents.items()}
    for name in names:
        if _has(f"{name}.domain.events"):
            files |= {folder / "events" / file: text for file, text in _event_schemas(f"{name}.domain.events")}
    return files | {folder / "platform.yaml": _yaml(_merged(list(documents.values()), parts))}


def service_contract(api: Api) -> dict[str, Any]:
    """The OpenAPI 3.1 document of one service, from its route table and its handlers' signatures and docstrings."""
    endpoints = [api.endpoint(name) for name in api.acts]
    schemas, refs = _schemas(endpoints)
    paths: dict[str, Any] = {}
    for endpoint in endpoints:
        act = endpoint.act
        operation = _operation(endpoint, api.service, refs) | _access(api.rules[act.name])
        paths.setdefault(act.path, {})[act.method.lower()] = operation
    document: Json = {
        "openapi": "3.1.0",
        "info": {"title": f"{_TITLE}: {api.service}", "version": _VERSION},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"idToken": _ID_TOKEN}},
    }
    return {name: _without_null(part) for name, part in document.items()}


def _schemas(endpoints: list[Endpoint]) -> tuple[Json, Refs]:
    """The schema of every model that handlers name, by its name; and per model its reference, or a query's schema."""
    wanted: set[Model] = {(Problem, "serialization")}
    for endpoint in endpoints:
        wanted |= {(model, "validation") for model in _taken(endpoint)}
        wanted |= {(model, "serialization") for model in answered_models(endpoint)}
    models = sorted(wanted, key=lambda one: (one[0].__module__, one[0].__qualname__, one[1]))
    refs, document = models_json_schema(models, ref_template=_REF)
    schemas = document["$defs"]
    queries = {endpoint.query for endpoint in endpoints}
    spread = {model: refs[model]["$ref"].rpartition("/")[2] for model in models if model[0] in queries}
    shown = {model: schemas[spread[model]] if model in spread else refs[model] for model in models}
    return {name: schema for name, schema in schemas.items() if name not in spread.values()}, shown


def _taken(endpoint: Endpoint) -> list[type[BaseModel]]:
    body = [endpoint.body[1]] if endpoint.body else []
    return [endpoint.query, *body] if endpoint.query_names else body


def answered_models(endpoint: Endpoint) -> list[type[BaseModel]]:
    """The models of the bodies that the handler answers: of its success, then of 202 if that differs; none for 204."""
    kind = endpoint.returns
    if get_origin(kind) is Response:
        [kind] = get_args(kind)
    if isinstance(kind, UnionType):
        return list(get_args(kind))
    return [] if kind is Any else [kind]


def _operation(endpoint: Endpoint, service: str, refs: Refs) -> Json:
    act = endpoint.act
    summary, _, more = (endpoint.function.__doc__ or "").strip().format_map(act.words).partition("\n")
    operation: Json = {
        "operationId": act.name,
        "summary": summary.rstrip("."),
        "description": " ".join(more.split()) or summary,
        "tags": [act.tag or service],
        "responses": _responses(endpoint, refs),
    }
    if parameters := _parameters(endpoint, refs):
        operation["parameters"] = parameters
    if endpoint.body:
        operation["requestBody"] = {"required": True, "content": _json(refs[endpoint.body[1], "validation"])}
    return operation


def _parameters(endpoint: Endpoint, refs: Refs) -> list[Json]:
    """In the order of the path and of the signature; then the headers that every write, and every wait, takes."""
    act = endpoint.act
    parameters: list[Json] = [
        {
            "in": "path",
            "name": name,
            "required": True,
            "schema": {"type": "string", "title": name.replace("_", " ").title()},
        }
        for name in endpoint.places
    ]
    if endpoint.query_names:
        query = refs[endpoint.query, "validation"]
        required = query.get("required", ())
        parameters += [_parameter(name, schema, name in required) for name, schema in query["properties"].items()]
    writes = act.method != "GET"
    return parameters + ([_IDEMPOTENCY] if writes else []) + ([_PREFER] if _waits(act) else [])


def _parameter(name: str, schema: Json, required: bool) -> Json:
    described = {"description": schema["description"]} if "description" in schema else {}
    own = {key: value for key, value in schema.items() if key != "description"}
    return {"in": "query", "name": name, "required": required, "schema": own} | described


def _without_null(part: Any) -> Any:  # noqa: ANN401 - walks any JSON
    """What may be left out needs no `default: null` to say so."""
    if isinstance(part, dict):
        return {name: _without_null(value) for name, value in part.items() if value is not None}
    return [_without_null(value) for value in part] if isinstance(part, list) else part


def _waits(act: Act) -> bool:
    return act.waits or act.status == HTTPStatus.ACCEPTED


def _responses(endpoint: Endpoint, refs: Refs) -> Json:
    act = endpoint.act
    bodies = [_json(refs[model, "serialization"]) for model in answered_models(endpoint)]
    answers = [HTTPStatus(act.status), *([HTTPStatus.ACCEPTED] if act.may_be_accepted else [])]
    responses: Json = {
        str(status.value): {"description": status.phrase}
        | ({} if status == HTTPStatus.NO_CONTENT else {"content": bodies[min(number, len(bodies) - 1)]})
        for number, status in enumerate(answers)
    }
    problem = {MEDIA_TYPE: {"schema": refs[Problem, "serialization"]}}
    for status, codes in sorted(_problems(endpoint).items()):
        responses[str(status)] = {"description": " · ".join(codes), "content": problem}
    return responses


def _problems(endpoint: Endpoint) -> dict[int, list[str]]:
    common = _EVERY_ACT | (_BODY if endpoint.act.method != "GET" else {})
    found = {status: [code] for status, code in common.items()}
    for problem in endpoint.problems:
        found.setdefault(problem.status, []).append(problem.code)
    return found


def _access(rule: Rule) -> Json:
    return {
        "security": [] if rule.relation is Relation.PUBLIC else [{"idToken": []}],
        "x-relation": rule.relation.value,
        "x-roles": sorted(role.value for role in rule.roles),
    }


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _merged(documents: list[dict[str, Any]], parts: dict[str, Any]) -> dict[str, Any]:
    """All services in one document, for readers and for the API reference."""
    merged: dict[str, Any] = {
        "openapi": "3.1.0",
        "paths": {},
        "components": {},
    }
    for document in documents:
        for path, operations in document["paths"].items():
            merged["paths"].setdefault(path, {}).update(operations)
        for kind, members in document["components"].items():
            merged["components"].setdefault(kind, {}).update(members)
    add_frame(merged, parts)
    return merged


def _event_schemas(module: str) -> Iterator[tuple[str, str]]:
    """One JSON Schema an event; the module's `EVENTS` maps the event's name to the class of its payload."""
    events: Mapping[str, type[Any]] = importlib.import_module(module).EVENTS
    for name, payload in events.items():
        schema = schema_of(payload)
        document = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **schema}
        yield f"{name.lower()}.json", json.dumps(document, indent=2, sort_keys=True) + "\n"


def _has(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _yaml(document: Mapping[str, Any]) -> str:
    separate = json.loads(json.dumps(document))  # a part used twice must not become a YAML anchor
    return yaml.safe_dump(separate, sort_keys=True, allow_unicode=True, width=120)


if __name__ == "__main__":
    raise SystemExit(main())
