"""Writes `terraform/modules/*/README.md` from the descriptions in the modules; `--check` only compares."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hcl2

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- written by `make docs` -->", "<!-- end -->"
type _Row = tuple[str, ...]


def describe_module(module: Path) -> str:
    """Write the text between the markers of a module's README."""
    read = [hcl2.loads(file.read_text()) for file in sorted(module.glob("*.tf"))]
    parts = [
        BEGIN,
        _format_table("Inputs", ("name", "description", "type", "default"), _list_inputs(read)),
        _format_table("Outputs", ("name", "description"), _list_outputs(read)),
        _format_table("Resources", ("resource", "name"), _list_resources(read)),
        END,
    ]
    return "\n\n".join(part for part in parts if part)


def read_purpose(module: Path) -> str:
    """Read the purpose of a module: the first comment of `main.tf`."""
    lines = (module / "main.tf").read_text().splitlines()
    comment = []
    for line in lines:
        if not line.startswith("#"):
            break
        comment.append(line.removeprefix("#").strip())
    return " ".join(comment)


def render_page(module: Path, before: str) -> str:
    """Render the README: keep what people wrote, replace the text between the markers."""
    head = before.partition(BEGIN)[0] or f"# {module.name}\n\n{read_purpose(module)}\n\n"
    tail = before.partition(END)[2] or "\n"
    return head + describe_module(module) + tail


def _find_blocks(read: list[dict[str, Any]], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in read:
        for block in file.get(kind, []):
            for name, inside in block.items():
                yield _format_value(name), inside


def _list_inputs(read: list[dict[str, Any]]) -> list[_Row]:
    rows = []
    for name, inside in sorted(_find_blocks(read, "variable")):
        default = f"`{_format_value(inside['default'])}`" if "default" in inside else "required"
        rows.append((f"`{name}`", _read_description(inside), f"`{_format_value(inside['type'])}`", default))
    return rows


def _list_outputs(read: list[dict[str, Any]]) -> list[_Row]:
    return [(f"`{name}`", _read_description(inside)) for name, inside in sorted(_find_blocks(read, "output"))]


def _list_resources(read: list[dict[str, Any]]) -> list[_Row]:
    return sorted(
        (f"`{kind}`", f"`{_format_value(name)}`") for kind, inside in _find_blocks(read, "resource") for name in inside
    )


def _read_description(inside: dict[str, Any]) -> str:
    """Read a description; escape `<…>`, which Markdown would hide as a tag."""
    return _format_value(inside["description"]).replace("<", "&lt;")


def _format_value(value: Any) -> str:  # noqa: ANN401 - any HCL value
    """Format a value as Terraform writes it, without the parser's quotes and interpolation."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        inside = ", ".join(
            f"{_format_value(k)} = {_format_value(v)}" for k, v in value.items() if not str(k).startswith("__")
        )
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_format_value, value))}]"
    text = str(value)
    text = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    return re.sub(r"^\$\{(.*)\}$", r"\1", text, flags=re.DOTALL).replace("\n", " ")


def _format_table(title: str, head: _Row, rows: list[_Row]) -> str:
    if not rows:
        return ""
    lines = [head, tuple("---" for _ in head), *rows]
    return f"## {title}\n\n" + "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in it)} |" for it in lines
    )


def main(words: list[str]) -> int:
    """Write every page; with `--check` only name the stale ones."""
    stale = []
    for module in sorted((ROOT / "terraform" / "modules").iterdir()):
        file = module / "README.md"
        before = file.read_text() if file.exists() else ""
        after = render_page(module, before)
        if after != before:
            stale.append(str(file.relative_to(ROOT)))
            if "--check" not in words:
                file.write_text(after)
    if stale and "--check" in words:
        sys.stderr.write(f"stale: {', '.join(stale)}: run `make docs` and commit.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
