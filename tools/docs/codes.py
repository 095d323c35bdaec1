"""Writes the tables of docs/guides/errors.md: every code of an error, with what to do about it.

Codes of problems come from the classes, those of fields and of `_unavailable` from the sources. The advice comes from
docs/remedies.yaml. A code without advice, or advice without a code, is an error.
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
_PHRASES = {
    413: "Content Too Large",
    422: "Unprocessable Content",
}  # as in RFC 9110; Python's phrases differ by version
_ERRORS = ("chassis/src/chassis/**/*.py", "*/src/*/domain/errors.py")
_MAKERS = {"FieldError", "InvalidValue", "_invalid"}


class UnexplainedCode(RuntimeError):
    """Sources and docs/remedies.yaml have different codes."""


def format_problems(_: str) -> str:
    """Format every code of a problem by its status, with its title and advice."""
    found: dict[tuple[int, str], list[str]] = {}
    for error in list_problem_classes():
        found.setdefault((error.status, error.code), []).append(error.title)
    for code in SIGN_IN:
        found.setdefault((Unauthenticated.status, code), [Unauthenticated.title])
    remedies = _check_remedies("problems", {code for _, code in found})
    lines = []
    for status in sorted({status for status, _ in found}):
        phrase = _PHRASES.get(status, HTTPStatus(status).phrase)
        lines += [f"**{status} {phrase}**", "", "| code | says | what to do |", "|---|---|---|"]
        for code in sorted(code for one, code in found if one == status):
            lines.append(f"| `{code}` | {' · '.join(dict.fromkeys(found[status, code]))} | {remedies[code]} |")
        lines.append("")
    return "\n".join(lines[:-1])


def format_fields(_: str) -> str:
    """Format every code of a wrong input field."""
    return _format_table("fields", set(CODES) | set(_find_codes(_find_field_code)))


def format_unavailable(_: str) -> str:
    """Format the codes in `_unavailable` that no problem has."""
    return _format_table(
        "unavailable", set(_find_codes(_find_unavailable_code)) - {error.code for error in list_problem_classes()}
    )


def _format_table(kind: str, codes: set[str]) -> str:
    remedies = _check_remedies(kind, codes)
    rows = [f"| `{code}` | {remedies[code]} |" for code in sorted(codes)]
    return "\n".join(["| code | what to do |", "|---|---|", *rows])


def list_problem_classes() -> Iterator[type[ProblemError]]:
    """List every error class of chassis and services, bases first, without those that tests define."""
    ours = {_import_module(file) for pattern in _ERRORS for file in ROOT.glob(pattern)}
    waiting: list[type[ProblemError]] = [ProblemError]
    while waiting:
        error = waiting.pop(0)
        if error.__module__ in ours:
            yield error
        waiting += error.__subclasses__()


def _import_module(file: Path) -> str:
    """Import the module in a file and return its name."""
    name = ".".join(file.relative_to(ROOT).with_suffix("").parts[2:]).removesuffix(".__init__")
    return importlib.import_module(name).__name__


def _check_remedies(kind: str, codes: Iterable[str]) -> Mapping[str, str]:
    missing, stale = set(codes) - set(REMEDIES[kind]), set(REMEDIES[kind]) - set(codes)
    if missing or stale:
        words = [f"{code} needs a line" for code in sorted(missing)] + [f"{code} is gone" for code in sorted(stale)]
        raise UnexplainedCode(f"docs/remedies.yaml, {kind}: {'; '.join(words)}.")
    return REMEDIES[kind]


def _find_codes(find: Callable[[ast.AST], Iterator[ast.expr]]) -> Iterator[str]:
    """Find codes among the expressions that `find` returns for the sources."""
    for file in sorted(ROOT.glob("*/src/*/**/*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            for part in find(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and _CODE.fullmatch(part.value):
                    yield part.value


def _find_field_code(node: ast.AST) -> Iterator[ast.expr]:
    """Find the arguments of calls that create field errors."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _MAKERS:
        yield from (*node.args, *(keyword.value for keyword in node.keywords))


def _find_unavailable_code(node: ast.AST) -> Iterator[ast.expr]:
    """Find the codes of `_unavailable`: `{"code": …}` and the reasons of `chassis.access.links`."""
    if isinstance(node, ast.Dict):
        yield from (part for key, part in zip(node.keys, node.values, strict=True) if _is_code(key))
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "_reason":
        yield node.args[0]


def _is_code(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value == "code"
