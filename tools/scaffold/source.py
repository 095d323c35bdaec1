"""Small changes to Python sources, found by the syntax tree: everything else of a file stays as it is written."""

import ast
from collections.abc import Iterator

from scaffold.names import Mistake


def insert_function(text: str, after: str, addition: str) -> str:
    """Put `addition` (whole lines) behind the function or method `after`, with as many blank lines as it has around it.

    Raises:
        Mistake: the text has no such function.
    """
    found = find_function(text, after)
    lines = text.splitlines(keepends=True)
    blank = "\n" if found.col_offset else "\n\n"
    end = found.end_lineno or found.lineno
    return "".join([*lines[:end], blank, addition, *lines[end:]])


def find_function(text: str, name: str) -> ast.FunctionDef:
    """The function or method of that name.

    Raises:
        Mistake: the text has none.
    """
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node
    raise Mistake(f"There is no function {name} where it is expected.")


def lines_of(text: str, node: ast.FunctionDef) -> str:
    """A function as it is written, with its decorators."""
    first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
    return "".join(text.splitlines(keepends=True)[first - 1 : node.end_lineno])


def add_import(text: str, module: str, name: str) -> str:
    """Import `name` from `module`; ruff sorts it into its place."""
    tree = ast.parse(text)
    if any(_imports(node, module, name) for node in tree.body):
        return text
    last = max((node.end_lineno or 0 for node in tree.body if isinstance(node, ast.ImportFrom | ast.Import)), default=1)
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:last], f"from {module} import {name}\n", *lines[last:]])


def _imports(node: ast.stmt, module: str, name: str) -> bool:
    if not isinstance(node, ast.ImportFrom) or node.module != module:
        return False
    return any(alias.name == name for alias in node.names)


def insert_entry(text: str, container: str, entry: str) -> str:
    """Put `entry` (whole lines) last into the tuple, list, dict or call that `container = …` assigns, before a `**`.

    Raises:
        Mistake: nothing of that name is assigned.
    """
    for node in ast.parse(text).body:
        if _assigns(node, container):
            place = _place(node, text)
            lines = text.splitlines(keepends=True)
            return "".join([*lines[: place - 1], entry, *lines[place - 1 :]])
    raise Mistake(f"{container} is not assigned where it is expected.")


def _assigns(node: ast.stmt, container: str) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return any(isinstance(target, ast.Name) and target.id == container for target in targets)


def _place(node: ast.stmt, text: str) -> int:
    """The line before which an entry goes: that of the first `**`, else that of the closing bracket."""
    unpacked = list(_unpacked_lines(node))
    lines = text.splitlines()
    end = node.end_lineno or node.lineno
    closing = next(number for number in range(end, node.lineno, -1) if not lines[number - 1].strip(" )]}"))
    return min([*unpacked, _dict_end(node) or closing])


def _unpacked_lines(node: ast.stmt) -> Iterator[int]:
    for part in ast.walk(node):
        if isinstance(part, ast.Dict):
            yield from (value.lineno for key, value in zip(part.keys, part.values, strict=True) if key is None)


def _dict_end(node: ast.stmt) -> int | None:
    """The line of the closing brace of the first dict."""
    return next((part.end_lineno for part in ast.walk(node) if isinstance(part, ast.Dict)), None)
