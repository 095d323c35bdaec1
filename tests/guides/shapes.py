"""JSON as the guides show it: `…` stands for what is left out, and short things stay on one line."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

REST = "…"
WIDTH = 110
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|…')

type Write = Callable[[str, str | None], str]
"""How a text of the platform is written, given what stands in its place now (None: nothing)."""


def read(text: str) -> Any:
    """The JSON with `…` as the member or the element `…`.

    Raises:
        ValueError: it is not even that.
    """
    inside: list[str] = []

    def plain(found: re.Match[str]) -> str:
        token = found[0]
        if token in "[{":
            inside.append(token)
        elif token in "]}":
            inside.pop()
        elif token == REST:
            return '"…": null' if inside[-1] == "{" else '"…"'
        return token

    return json.loads(_TOKEN.sub(plain, text))


def fill(shape: Any, actual: Any, write: Write) -> Any:
    """What the platform says, in the shape in which the guide shows it; all of it where the guide shows nothing."""
    if isinstance(actual, dict):
        return dict(_members(shape if isinstance(shape, dict) else {}, actual, write))
    if isinstance(actual, list):
        return list(_elements(shape if isinstance(shape, list) else [], actual, write))
    return write(actual, shape if isinstance(shape, str) else None) if isinstance(actual, str) else actual


def _members(shape: dict[str, Any], actual: dict[str, Any], write: Write) -> Iterator[tuple[str, Any]]:
    hidden = set(actual) - set(shape)
    for name, part in shape.items():
        if name == REST:
            if hidden:
                yield REST, None
        elif name in actual:
            yield name, fill(part, actual[name], write)
    if REST not in shape:
        new = sorted((name for name in actual if name in hidden), key=lambda name: name.startswith("_"))
        yield from ((name, fill(None, actual[name], write)) for name in new)


def _elements(shape: list[Any], actual: list[Any], write: Write) -> Iterator[Any]:
    shown = [part for part in shape if part != REST]
    whole = REST not in shape
    wanted = actual if whole else actual[: len(shown)]
    for position, part in enumerate(wanted):
        yield fill(shown[position] if position < len(shown) else None, part, write)
    if not whole and len(actual) > len(shown):
        yield REST


def render(value: Any, indent: int = 0) -> str:
    """The JSON as text: one line where it fits, else a line for each part."""
    line = _on_one_line(value)
    if len(line) + indent <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [
            REST if name == REST else f"{json.dumps(name)}: {render(part, indent + 2)}" for name, part in value.items()
        ]
        return "{\n" + ",\n".join(inner + part for part in parts) + "\n" + " " * indent + "}"
    parts = [REST if part == REST else render(part, indent + 2) for part in value]
    return "[\n" + ",\n".join(inner + part for part in parts) + "\n" + " " * indent + "]"


def _on_one_line(value: Any) -> str:
    if isinstance(value, dict):
        parts = (REST if name == REST else f"{json.dumps(name)}: {_on_one_line(part)}" for name, part in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(REST if part == REST else _on_one_line(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)
