"""Mutants that no test noticed, as people read them, and those that are accepted because they do the same."""

import ast
from difflib import ndiff
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

ACCEPTED = Path(__file__).with_name("accepted.yaml")


class Survivor(NamedTuple):
    """One unnoticed change.

    Attributes:
        function: its full name, such as `chassis.access.caller.Caller.roles_in`.
        becomes: the changed lines as Python prints them: always the same, however the source is laid out.
    """

    function: str
    becomes: str


def read_survivor(mutants: Path, name: str) -> Survivor:
    """Compare a mutant with the unchanged function; `mutants` is the folder that mutmut wrote."""
    module, _, mutant = name.rpartition(".")
    functions = _read_functions(mutants / "src" / f"{module.replace('.', '/')}.py")
    mangled, _, _ = mutant.rpartition("__mutmut_")
    function = _unmangle(mangled)
    own = function.rpartition(".")[2]
    before, after = (functions[it].replace(it, own, 1).splitlines() for it in (f"{mangled}__mutmut_orig", mutant))
    changed = [line[2:].strip() for line in ndiff(before, after) if line.startswith("+ ")]
    return Survivor(f"{module}.{function}", "\n".join(changed))


@cache
def accepted() -> frozenset[Survivor]:
    """The survivors that `accepted.yaml` lists, each with its reason."""
    listed = yaml.safe_load(ACCEPTED.read_text())
    return frozenset(
        Survivor(function, one["becomes"].strip()) for function, entries in listed.items() for one in entries
    )


@cache
def _read_functions(source: Path) -> dict[str, str]:
    """Every function of a file by its name, printed again without comments."""
    nodes = ast.walk(ast.parse(source.read_text()))
    return {node.name: ast.unparse(node) for node in nodes if isinstance(node, ast.FunctionDef)}


def _unmangle(mangled: str) -> str:
    """`x_href` → `href`, `xǁCallerǁsees` → `Caller.sees`."""
    return mangled.removeprefix("x").removeprefix("_").strip("ǁ").replace("ǁ", ".")
