"""Compiled code instead of sources: what Python would make at every start, made once, without what nobody reads.

A file `module.pyc` in the place of `module.py` is imported like it ("sourceless") and never checked against anything.
Tracebacks name file and line as before; the line itself stands in the sources of the release.
"""

import ast
import importlib.util
import marshal
import re
import subprocess
import sys
from pathlib import Path

from packager.errors import PackageError

_UNCHECKED = (1).to_bytes(4, "little")  # flags of the header: by hash, and the hash is not looked at
_HASH = bytes(8)
_LINES_ONLY = ("-X", "no_debug_ranges")  # without the columns of each instruction: a fifth of the bytes
_BLIND = frozenset({"cache", "classmethod", "contextmanager", "property", "staticmethod"})  # read no types
_WORD = re.compile(r"\w+")
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def compile_folder(folder: Path, place: str, *, ours: bool) -> None:
    """Put compiled code in the place of every source in `folder`, which tracebacks shall call `place`.

    In `ours`, functions lose their annotations too, unless somebody may ask for them: only those of routes, of what
    routes depend on, and of fields ever are. What is imported for types alone goes as well, and of a statement's lines
    only the first is known: together a tenth of a zip.
    A process of its own does it, because how much compiled code tells of places is set where Python starts.

    Raises:
        PackageError: a source is no Python.
    """
    command = [sys.executable, *_LINES_ONLY, "-m", __name__, str(folder), place, *(["ours"] if ours else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        raise PackageError(f"{folder.name} does not compile: {done.stderr.strip()[-500:]}")


def compiled(source: bytes, place: str, *, ours: bool) -> bytes:
    """The content of a `.pyc`. Same source and place, same bytes.

    Raises:
        SyntaxError: the source is no Python.
    """
    tree = ast.parse(source, place)
    handed_on = _handed_on(tree)
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED):
            _undocument(node)
        if ours and isinstance(node, ast.FunctionDef) and not _asked(node, handed_on):
            _unannotate(node)
    if ours:
        _unimport(tree)
        _count_statements(tree, 1)
    code = compile(tree, place, "exec", dont_inherit=True)
    return importlib.util.MAGIC_NUMBER + _UNCHECKED + _HASH + marshal.dumps(code)


def _undocument(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Take a docstring out, or shorten it where something must stand: dataclasses without one make up their own."""
    if ast.get_docstring(node, clean=False) is None:
        return
    if isinstance(node, ast.ClassDef) or len(node.body) == 1:
        node.body[0] = ast.copy_location(ast.Expr(ast.copy_location(ast.Constant("."), node.body[0])), node.body[0])
    else:
        del node.body[0]


def _handed_on(tree: ast.Module) -> set[str]:
    """What is named other than to call it: a route, what a route depends on, a validator."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called}


def _asked(function: ast.FunctionDef, handed_on: set[str]) -> bool:
    """Whether somebody may ask for its types: whoever it is handed to, or a decorator."""
    blind = all(isinstance(it, ast.Name) and it.id in _BLIND for it in function.decorator_list)
    return not blind or function.name in handed_on


def _unannotate(function: ast.FunctionDef) -> None:
    given = function.args
    function.returns = None
    for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
        if argument:
            argument.annotation = None


def _unimport(tree: ast.Module) -> None:
    """Take out what was imported for types alone; a word in a text may be a type, or stand in `__all__`."""
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            named.update(_WORD.findall(node.value))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            node.names = [alias for alias in node.names if (alias.asname or alias.name) in named]
    tree.body = [node for node in tree.body if not isinstance(node, ast.ImportFrom) or node.names]


def _count_statements(node: ast.AST, line: int) -> None:
    """Every part of a statement stands on the line where the statement begins: which it is, tracebacks tell still."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.stmt | ast.excepthandler):
            _count_statements(part, part.lineno)
            continue
        if isinstance(part, ast.expr | ast.pattern | ast.keyword | ast.arg | ast.alias):
            part.lineno = part.end_lineno = line
            part.col_offset = part.end_col_offset = 0
        _count_statements(part, line)


def _main(folder: Path, place: str, *, ours: bool) -> None:
    for source in sorted(folder.rglob("*.py")):
        inner = source.relative_to(folder).as_posix()
        source.with_suffix(".pyc").write_bytes(compiled(source.read_bytes(), f"{place}/{inner}", ours=ours))
        source.unlink()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2], ours=sys.argv[3:] == ["ours"])
