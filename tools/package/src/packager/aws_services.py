"""Checks which AWS services the deployed code calls; the layer contains the data of these only."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from packager.errors import PackageError
from packager.service_code import LEFT_OUT

KEPT = frozenset(
    {
        *("cognito-idp", "dynamodb", "ecs", "efs", "elbv2", "events", "iam", "logs"),
        *("secretsmanager", "ses", "sns", "sqs"),
    }
)
"""The services whose data stays in the layer, as botocore's data folder names them. A new one is a decision."""

_MAKERS = frozenset({"create_client", "client", "_client"})
_FACTORY = Path("chassis") / "runtime" / "clients.py"


def check_aws_services(folders: Iterable[Path], kept: frozenset[str] = KEPT) -> None:
    """Check that the code in `folders` calls exactly the services that are kept.

    Raises:
        PackageError: the code calls a trimmed service, never calls a kept one, or does not name a service literally.
    """
    called = called_services(folders)
    wrong = [
        f"{where} calls `{service}`, whose data is trimmed from the layer: add it to KEPT in {Path(__file__).name}"
        for service, where in sorted(called.items())
        if service not in kept
    ]
    wrong += [
        f"nothing calls `{service}`: take it out of KEPT in {Path(__file__).name}"
        for service in sorted(kept - called.keys())
    ]
    if wrong:
        raise PackageError("; ".join(wrong))


def called_services(folders: Iterable[Path]) -> dict[str, str]:
    """Map each service to a file that calls it, through `chassis.runtime.clients` or through its own client."""
    folders = list(folders)
    makers = {name: service for folder in folders for name, service in _factory(folder).items()}
    called: dict[str, str] = {}
    for file in _sources(folders):
        tree = ast.parse(file.read_text(), str(file))
        is_factory = file.parts[-3:] == _FACTORY.parts
        used = iter(()) if is_factory else _through_factory(tree, makers)
        made = iter(()) if is_factory else _made(tree, file)
        for service in (*used, *made):
            called.setdefault(service, "/".join(file.parts[-3:]))
    return called


def _sources(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (file for file in sorted(folder.rglob("*.py")) if not LEFT_OUT & set(file.relative_to(folder).parts))


def _factory(folder: Path) -> dict[str, str]:
    """Map the functions of `chassis.runtime.clients` to the service whose client they create."""
    file = folder.parent / _FACTORY
    if folder.name != _FACTORY.parts[0] or not file.exists():
        return {}
    functions = [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)]
    return {function.name: service for function in functions for service in _literals(function)}


def _literals(tree: ast.AST) -> Iterator[str]:
    yield from (name for _, name in _making(tree) if name is not None)


def _made(tree: ast.AST, file: Path) -> Iterator[str]:
    for call, name in _making(tree):
        if name is None:
            raise PackageError(
                f"{file.name}:{call.lineno} makes a client whose service the text does not tell: write its name there"
            )
        yield name


def _making(tree: ast.AST) -> Iterator[tuple[ast.Call, str | None]]:
    """Find each call that creates a client, and its service, None unless the name is a literal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in _MAKERS and node.args:
            first = node.args[0]
            yield node, first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _through_factory(tree: ast.AST, makers: dict[str, str]) -> Iterator[str]:
    """Find services used through the factory: `clients.sqs`, or `sqs` imported from `chassis.runtime.clients`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "clients":
            yield from (makers[name] for name in [node.attr] if name in makers)
        if isinstance(node, ast.ImportFrom) and node.module == "chassis.runtime.clients":
            yield from (makers[alias.name] for alias in node.names if alias.name in makers)
