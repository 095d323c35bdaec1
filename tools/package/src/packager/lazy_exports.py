"""Makes packages that only re-export import a name when it is first asked for, not all of them at every start.

Powertools' `event_handler` and `data_classes` import forty siblings each (AppSync, Bedrock, Kafka, …) for the one that
a function uses: a tenth of a bare client's start. The names, and where they come from, stay those of the library.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from packager.errors import PackageError

_LAZY = '''"""Names of this package, imported when they are first asked for."""

from importlib import import_module

_HOMES = {homes!r}
__all__ = {names!r}


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    found = globals()[name] = getattr(import_module(_HOMES[name], __name__), name)
    return found
'''


def make_lazy(package: Path) -> None:
    """Rewrite the `__init__.py` of `package`.

    Raises:
        PackageError: it does more than re-export, so that leaving it out would change what the library does.
    """
    init = package / "__init__.py"
    homes = dict(_exports(init))
    init.write_text(_LAZY.format(homes=homes, names=sorted(homes)))


def _exports(init: Path) -> Iterator[tuple[str, str]]:
    """Each name that is imported, and the module it comes from."""
    for node in ast.parse(init.read_text()).body:
        match node:
            case ast.ImportFrom(module=str(module), names=names, level=level):
                yield from ((alias.name, "." * level + module) for alias in names)
            case ast.Expr(value=ast.Constant()) | ast.Assign(targets=[ast.Name(id="__all__")]):
                pass
            case _:
                place = f"{init.parent.name}/{init.name}:{node.lineno}"
                raise PackageError(f"{place} does more than re-export: take the package out of LAZY in layer.py.")
