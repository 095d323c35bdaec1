"""The figure of docs/guides/paging.md: every list that comes in pages, with what it can be narrowed by."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

CONTRACT = Path(__file__).resolve().parents[2] / "openapi" / "platform.yaml"
_OF_PAGES = {"pageSize", "startAt"}


def lists(_: str) -> str:
    """One row a list, from the contracts."""
    contract = yaml.safe_load(CONTRACT.read_text())
    schemas = contract["components"]["schemas"]
    rows = [
        f"| `{path}` | {', '.join(_filters(found, schemas)) or '–'} |"
        for path, operations in sorted(contract["paths"].items())
        if (found := _query(operations.get("get", {}))).keys() >= _OF_PAGES
    ]
    return "\n".join(["| list | filters and order |", "|---|---|", *rows])


def _query(operation: Mapping[str, Any]) -> dict[str, Any]:
    return {one["name"]: one["schema"] for one in operation.get("parameters", []) if one["in"] == "query"}


def _filters(query: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    """Each filter, with the words that it takes."""
    for name, schema in query.items():
        if name not in _OF_PAGES:
            words = list(_words(schema, schemas))
            yield f"`{name}` ({', '.join(words)})" if words else f"`{name}`"


def _words(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    for part in (schema, *schema.get("anyOf", [])):
        yield from schemas[part["$ref"].rpartition("/")[2]].get("enum", []) if "$ref" in part else part.get("enum", [])
