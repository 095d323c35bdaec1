"""Writes the contracts from code: `openapi/<service>.yaml`, `platform.yaml`, the events' schemas; deterministic."""

import argparse
import importlib
import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from chassis.access.authorization import Relation, Rule
from chassis.contract.document import add_frame, complete, read_parts
from chassis.contract.schemas import schema_of
from chassis.http.api import Api
from chassis.http.problems import MEDIA_TYPE, Problem
from chassis.http.routes import Act

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
    files: dict[Path, str] = {}
    documents = []
    parts = read_parts(root / "openapi" / "parts")
    for name in sorted(str(yaml.safe_load(found.read_text())["service"]) for found in root.glob("*/service.yaml")):
        if _has(f"{name}.api"):
            documents.append(complete(service_contract(importlib.import_module(f"{name}.api").api), parts))
            files[root / "openapi" / f"{name}.yaml"] = _yaml(documents[-1])
        if _has(f"{name}.domain.events"):
            files |= {root / "openapi" / "events" / f: text for f, text in _event_schemas(f"{name}.domain.events")}
    files[root / "openapi" / "platform.yaml"] = _yaml(_merged(documents, parts))
    return files


def service_contract(api: Api) -> dict[str, Any]:
    """The OpenAPI 3.1 document of one service."""
    schema = api.resolver.get_openapi_schema(title=f"{_TITLE}: {api.service}", version=_VERSION)
    document: dict[str, Any] = schema.model_dump(by_alias=True, exclude_none=True, mode="json")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    problem = TypeAdapter(Problem).json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    for unused in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(unused, None)
    document["components"]["securitySchemes"] = {"idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    document.pop("servers", None)
    for act in api.acts.values():
        _complete(document["paths"][act.path][act.method.lower()], act, api.rules[act.name])
    return document


def _complete(operation: dict[str, Any], act: Act, rule: Rule) -> None:
    """Add what the resolver does not know: problems, who may call, the headers that every write takes."""
    success = operation["responses"].pop(str(act.status), None) or operation["responses"].pop("200")
    operation["responses"] = {str(act.status): success | {"description": HTTPStatus(act.status).phrase}}
    if act.promises:
        operation["responses"]["202"] = success | {"description": HTTPStatus.ACCEPTED.phrase}
    if act.status == HTTPStatus.NO_CONTENT:
        operation["responses"]["204"] = {"description": HTTPStatus.NO_CONTENT.phrase}
    for status, codes in sorted(_problems(act).items()):
        example = {"schema": {"$ref": "#/components/schemas/Problem"}}
        operation["responses"][str(status)] = {"description": " · ".join(codes), "content": {MEDIA_TYPE: example}}
    operation["security"] = [] if rule.relation is Relation.PUBLIC else [{"idToken": []}]
    operation["x-relation"] = rule.relation.value
    operation["x-roles"] = sorted(role.value for role in rule.roles)
    if act.method != "GET":
        operation.setdefault("parameters", []).append(_IDEMPOTENCY)
    if act.waits:
        operation.setdefault("parameters", []).append(_PREFER)


def _problems(act: Act) -> dict[int, list[str]]:
    found = {status: [code] for status, code in (_EVERY_ACT | (_BODY if act.method != "GET" else {})).items()}
    for problem in act.problems:
        found.setdefault(problem.status, []).append(problem.code)
    return found


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
