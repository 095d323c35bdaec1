"""The figures of docs/guides/errors.md: every code that the platform's errors carry, with what to do about it.

Codes of problems come from the classes, those of fields and of `_unavailable` from where the sources name them; what to
do comes from docs/remedies.yaml. Whatever stands on one side only is an error.
"""

import ast
import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path

import yaml

from chassis.errors import ProblemError, Unauthenticated
from chassis.http.api import SIGN_IN
from chassis.http.input_messages import CODES

ROOT = Path(__file__).resolve().parents[2]
REMEDIES: Mapping[str, Mapping[str, str]] = yaml.safe_load((ROOT / "docs" / "remedies.yaml").read_text())
_CODE = re.compile(r"[A-Z]{3,}(?:_[A-Z]+)*")
_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}  # as RFC 9110 has them; Python's differ by version
_ERRORS = ("chassis/src/chassis/**/*.py", "*/src/*/domain/errors.py")
_MAKERS = {"FieldError", "InvalidValue", "_invalid"}


class UnexplainedCode(RuntimeError):
    """Sources and docs/remedies.yaml know different codes."""


def problems(_: str) -> str:
    """Every code of a problem by its status: what it says, and what to do."""
    found: dict[tuple[int, str], list[str]] = {}
    for error in problem_classes():
        found.setdefault((error.status, error.code), []).append(error.title)
    for code in SIGN_IN:
        found.setdefault((Unauthenticated.status, code), [Unauthenticated.title])
    remedies = _explained("problems", {code for _, code in found})
    lines = []
    for status in sorted({status for status, _ in found}):
        phrase = _PHRASES.get(status, HTTPStatus(status).phrase)
        lines += [f"**{status} {phrase}**", "", "| code | says | what to do |", "|---|---|---|"]
        for code in sorted(code for one, code in found if one == status):
            lines.append(f"| `{code}` | {' · '.join(dict.fromkeys(found[status, code]))} | {remedies[code]} |")
        lines.append("")
    return "\n".join(lines[:-1])


def fields(_: str) -> str:
    """Every code of a wrong input."""
    return _table("fields", set(CODES) | set(_constants(_made)))


def unavailable(_: str) -> str:
    """The codes of actions that are not offered which no problem has."""
    return _table("unavailable", set(_constants(_withheld)) - {error.code for error in problem_classes()})


def _table(kind: str, codes: set[str]) -> str:
    remedies = _explained(kind, codes)
    rows = [f"| `{code}` | {remedies[code]} |" for code in sorted(codes)]
    return "\n".join(["| code | what to do |", "|---|---|", *rows])


def problem_classes() -> Iterator[type[ProblemError]]:
    """Every class of error of chassis and services, bases first; what tests make up for themselves is none."""
    ours = {_imported(file) for pattern in _ERRORS for file in ROOT.glob(pattern)}
    waiting: list[type[ProblemError]] = [ProblemError]
    while waiting:
        error = waiting.pop(0)
        if error.__module__ in ours:
            yield error
        waiting += error.__subclasses__()


def _imported(file: Path) -> str:
    """The module in that file, once it is loaded."""
    name = ".".join(file.relative_to(ROOT).with_suffix("").parts[2:]).removesuffix(".__init__")
    return importlib.import_module(name).__name__


def _explained(kind: str, codes: Iterable[str]) -> Mapping[str, str]:
    missing, stale = set(codes) - set(REMEDIES[kind]), set(REMEDIES[kind]) - set(codes)
    if missing or stale:
        words = [f"{code} needs a line" for code in sorted(missing)] + [f"{code} is gone" for code in sorted(stale)]
        raise UnexplainedCode(f"docs/remedies.yaml, {kind}: {'; '.join(words)}.")
    return REMEDIES[kind]


def _constants(find: Callable[[ast.AST], Iterator[ast.expr]]) -> Iterator[str]:
    """The codes among what `find` sees in the sources."""
    for file in sorted(ROOT.glob("*/src/*/**/*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            for part in find(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and _CODE.fullmatch(part.value):
                    yield part.value


def _made(node: ast.AST) -> Iterator[ast.expr]:
    """What is given to those who make errors of fields."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _MAKERS:
        yield from (*node.args, *(keyword.value for keyword in node.keywords))


def _withheld(node: ast.AST) -> Iterator[ast.expr]:
    """What `_unavailable` says: `{"code": …}` and the reasons of `chassis.access.links`."""
    if isinstance(node, ast.Dict):
        yield from (part for key, part in zip(node.keys, node.values, strict=True) if _is_code(key))
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "_reason":
        yield node.args[0]


def _is_code(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value == "code"
