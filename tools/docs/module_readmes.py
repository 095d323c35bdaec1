"""Writes `terraform/modules/*/README.md` from what the modules say of themselves; `--check` only compares."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hcl2

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- written by `make docs` -->", "<!-- end -->"
type _Row = tuple[str, ...]


def told(module: Path) -> str:
    """What stands between the markers of a module's README."""
    read = [hcl2.loads(file.read_text()) for file in sorted(module.glob("*.tf"))]
    parts = [
        BEGIN,
        _table("Inputs", ("name", "what it says", "type", "default"), _inputs(read)),
        _table("Outputs", ("name", "what it says"), _outputs(read)),
        _table("Makes", ("resource", "name"), _resources(read)),
        END,
    ]
    return "\n\n".join(part for part in parts if part)


def purpose(module: Path) -> str:
    """The first comment of `main.tf`: what the module is for."""
    lines = (module / "main.tf").read_text().splitlines()
    comment = []
    for line in lines:
        if not line.startswith("#"):
            break
        comment.append(line.removeprefix("#").strip())
    return " ".join(comment)


def page(module: Path, before: str) -> str:
    """The README: what people wrote stays, what stands between the markers is written anew."""
    head = before.partition(BEGIN)[0] or f"# {module.name}\n\n{purpose(module)}\n\n"
    tail = before.partition(END)[2] or "\n"
    return head + told(module) + tail


def _blocks(read: list[dict[str, Any]], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in read:
        for block in file.get(kind, []):
            for name, inside in block.items():
                yield _plain(name), inside


def _inputs(read: list[dict[str, Any]]) -> list[_Row]:
    rows = []
    for name, inside in sorted(_blocks(read, "variable")):
        default = f"`{_plain(inside['default'])}`" if "default" in inside else "asked"
        rows.append((f"`{name}`", _said(inside), f"`{_plain(inside['type'])}`", default))
    return rows


def _outputs(read: list[dict[str, Any]]) -> list[_Row]:
    return [(f"`{name}`", _said(inside)) for name, inside in sorted(_blocks(read, "output"))]


def _resources(read: list[dict[str, Any]]) -> list[_Row]:
    return sorted((f"`{kind}`", f"`{_plain(name)}`") for kind, inside in _blocks(read, "resource") for name in inside)


def _said(inside: dict[str, Any]) -> str:
    """A description, whose `<…>` must not vanish as a tag."""
    return _plain(inside["description"]).replace("<", "&lt;")


def _plain(value: Any) -> str:  # noqa: ANN401 - whatever HCL may say
    """A value as Terraform writes it, without the parser's quotes and interpolation."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        inside = ", ".join(f"{_plain(k)} = {_plain(v)}" for k, v in value.items() if not str(k).startswith("__"))
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    text = str(value)
    text = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    return re.sub(r"^\$\{(.*)\}$", r"\1", text, flags=re.DOTALL).replace("\n", " ")


def _table(title: str, head: _Row, rows: list[_Row]) -> str:
    if not rows:
        return ""
    lines = [head, tuple("---" for _ in head), *rows]
    return f"## {title}\n\n" + "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in it)} |" for it in lines
    )


def main(words: list[str]) -> int:
    """Write every page; with `--check` write none and name those that are stale."""
    stale = []
    for module in sorted((ROOT / "terraform" / "modules").iterdir()):
        file = module / "README.md"
        before = file.read_text() if file.exists() else ""
        after = page(module, before)
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
