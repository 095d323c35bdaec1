"""Prints who may do what, from the contracts: a table for people between two markers, and a file for programs."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from chassis.access.caller import Role

BEGIN, END = "<!-- permissions: written by `make openapi` -->", "<!-- end of permissions -->"
_OPEN = {"public": "everybody", "signed_in": "everybody signed in"}
_YES, _NO = "●", ""


def main() -> int:
    """`python -m chassis.contract.permissions_doc <contract> <docs> <acts> [--check]`: write both files, or compare."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("contract", type=Path, help="the OpenAPI document of all services")
    parser.add_argument("docs", type=Path, help="a Markdown file with the two markers")
    parser.add_argument("acts", type=Path, help="the JSON file that programs read")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    given = parser.parse_args()
    acts = acts_of(yaml.safe_load(given.contract.read_text()))
    files = {given.docs: with_table(given.docs.read_text(), acts), given.acts: as_json(acts)}
    different = {path: text for path, text in files.items() if not path.exists() or path.read_text() != text}
    for path, text in different.items():
        if given.check:
            sys.stderr.write(f"{path} differs from the contracts: run `make openapi` and commit the result.\n")
        else:
            path.write_text(text)
    return 1 if given.check and different else 0


def acts_of(contract: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each act of a contract: its method, path, relation and roles."""
    return {
        operation["operationId"]: {
            "method": method.upper(),
            "path": path,
            "relation": operation["x-relation"],
            "roles": operation["x-roles"],
        }
        for path, operations in sorted(contract["paths"].items())
        for method, operation in sorted(operations.items())
    }


def as_json(acts: dict[str, dict[str, Any]]) -> str:
    """The acts for programs, one a line."""
    lines = [f"  {json.dumps(name)}: {json.dumps(act, sort_keys=True)}" for name, act in sorted(acts.items())]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def with_table(text: str, acts: dict[str, dict[str, Any]]) -> str:
    """`text` with the table of the acts between the markers.

    Raises:
        ValueError: a marker is missing.
    """
    before, after = text.index(BEGIN) + len(BEGIN), text.index(END)
    return text[:before] + "\n\n" + _table(acts) + "\n\n" + text[after:]


def _table(acts: dict[str, dict[str, Any]]) -> str:
    head = ["act", "request", *(f"`{role}`" for role in Role)]
    rows = [_row(name, act) for name, act in acts.items()]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def _row(name: str, act: dict[str, Any]) -> list[str]:
    own = [f"`{name}`", f"{act['method']} {act['path']}"]
    if act["relation"] in _OPEN:
        return [*own, _OPEN[act["relation"]], *[_NO] * (len(Role) - 1)]
    return own + [_YES if role.value in act["roles"] else _NO for role in Role]


if __name__ == "__main__":
    raise SystemExit(main())
