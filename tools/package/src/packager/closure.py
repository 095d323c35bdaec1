"""Which modules of our own a service's functions reach: the others stay at home."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from packager.errors import PackageError


def reached(handlers: Iterable[str], folders: Iterable[Path]) -> set[Path]:
    """The sources in the packages `folders` that importing the `handlers` (`package.module.function`) can lead to.

    Imports inside functions count: they happen later, but on the function.
    """
    roots = {folder.name: folder.parent for folder in folders}
    found: set[Path] = set()
    waiting = [handler.rpartition(".")[0] for handler in handlers]
    while waiting:
        for file in _sources(waiting.pop(), roots):
            if file not in found:
                found.add(file)
                waiting += _imported(file)
    return found


def _sources(module: str, roots: dict[str, Path]) -> Iterator[Path]:
    """The files that importing `module` runs: its packages' and its own. None when it is not ours, or no module."""
    parts = module.split(".")
    if parts[0] not in roots:
        return
    for end in range(1, len(parts) + 1):
        place = roots[parts[0]].joinpath(*parts[:end])
        yield from (file for file in (place / "__init__.py", place.with_suffix(".py")) if file.exists())


def _imported(file: Path) -> Iterator[str]:
    """Every name that may be a module: `from a.b import c` may mean `a.b` or `a.b.c`."""
    try:
        tree = ast.parse(file.read_text(), str(file))
    except SyntaxError as error:
        raise PackageError(f"{file.name}, line {error.lineno}, is no Python: {error.msg}") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
