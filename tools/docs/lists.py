"""Writes the table of docs/guides/paging.md: every list with pages, and its filters."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

CONTRACT = Path(__file__).resolve().parents[2] / "openapi" / "platform.yaml"
_PAGE_PARAMETERS = {"pageSize", "startAt"}


def format_lists(_: str) -> str:
    """Format one row per list, from the contracts."""
    contract = yaml.safe_load(CONTRACT.read_text())
    schemas = contract["components"]["schemas"]
    rows = [
        f"| `{path}` | {', '.join(_format_filters(found, schemas)) or '–'} |"
        for path, operations in sorted(contract["paths"].items())
        if (found := _read_query_parameters(operations.get("get", {}))).keys() >= _PAGE_PARAMETERS
    ]
    return "\n".join(["| list | filters and order |", "|---|---|", *rows])


def _read_query_parameters(operation: Mapping[str, Any]) -> dict[str, Any]:
    return {one["name"]: one["schema"] for one in operation.get("parameters", []) if one["in"] == "query"}


def _format_filters(query: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    """Each filter, with the values that it takes."""
    for name, schema in query.items():
        if name not in _PAGE_PARAMETERS:
            values = list(_list_values(schema, schemas))
            yield f"`{name}` ({', '.join(values)})" if values else f"`{name}`"


def _list_values(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    for part in (schema, *schema.get("anyOf", [])):
        yield from schemas[part["$ref"].rpartition("/")[2]].get("enum", []) if "$ref" in part else part.get("enum", [])
