"""Takes out of libraries what importing them costs and no function of ours ever uses."""

import ast
from pathlib import Path
from typing import cast

from packager.errors import PackageError

DEFERRED = {  # a file → a module that it imports for functions that are never called here
    "urllib3/http2/__init__.py": "importlib.metadata",  # HTTP/2; with it come zipfile, csv and e-mail: 0.06 of a start
    "pydantic/plugin/_loader.py": "importlib.metadata",  # plugins, which nobody here has
}
_BLOCKS = ("body", "orelse", "finalbody")
TYPED_DICTS = "pydantic_core/core_schema.py"  # 90 of them, whose 800 fields only type checkers ask for: 0.04 of a start


def make_imports_lighter(site: Path) -> None:
    """Rewrite the files above in the folder `site`.

    Raises:
        PackageError: a file is no longer as it was when it was chosen.
    """
    for name, module in DEFERRED.items():
        _rewrite(site / name, _deferred(_tree(site / name), module))
    _rewrite(site / TYPED_DICTS, _without_fields(_tree(site / TYPED_DICTS)))


def _tree(file: Path) -> ast.Module:
    if not file.exists():
        raise PackageError(f"{file.name} is gone from the requirements: correct {Path(__file__).name}.")
    return ast.parse(file.read_text())


def _rewrite(file: Path, tree: ast.Module) -> None:
    file.write_text(ast.unparse(ast.fix_missing_locations(tree)))


def _deferred(tree: ast.Module, module: str) -> ast.Module:
    """`from module import …` stands in each function, where it is needed, instead of at the top.

    Raises:
        PackageError: it does not stand at the top, or is used outside of functions.
    """
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == module]
    names = {alias.name for node in imports for alias in node.names}
    tree.body = [node for node in tree.body if node not in imports]
    users = [node for node in tree.body if _uses(node, names)]
    if not imports or not all(isinstance(node, ast.FunctionDef) for node in users):
        raise PackageError(f"{module} is no longer imported for functions alone: correct {Path(__file__).name}.")
    for function in users:
        _put(imports, cast("ast.FunctionDef", function).body, names)
    return tree


def _put(imports: list[ast.ImportFrom], block: list[ast.stmt], names: set[str]) -> None:
    """Put `imports` into the innermost block that holds every use of `names`."""
    first, *more = [node for node in block if _uses(node, names)]
    inner = [
        part for part in (getattr(first, name, []) for name in _BLOCKS) if any(_uses(node, names) for node in part)
    ]
    if len(inner) == 1 and not more and isinstance(first, ast.If | ast.Try):
        _put(imports, inner[0], names)
    else:
        block[block.index(first) : block.index(first)] = imports


def _uses(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(node))


def _without_fields(tree: ast.Module) -> ast.Module:
    """Every `TypedDict` stays, empty.

    Raises:
        PackageError: there is none.
    """
    kinds = [node for node in tree.body if isinstance(node, ast.ClassDef) and _is_typed_dict(node)]
    if not kinds:
        raise PackageError(f"{TYPED_DICTS} has no TypedDict any more: correct {Path(__file__).name}.")
    for kind in kinds:
        kind.body = [ast.Pass()]
    return tree


def _is_typed_dict(kind: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "TypedDict" for base in kind.bases)
