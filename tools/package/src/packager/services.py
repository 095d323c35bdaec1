"""The services of the checkout, as far as packing needs them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Packed:
    """One service: the name of its zip, its Python packages, its handlers, the AWS services it has rights to."""

    name: str
    packages: tuple[str, ...]
    handlers: tuple[str, ...]
    rights: frozenset[str]


def read_services(root: Path) -> list[Packed]:
    """Every service that platform.yaml lists and that has functions, in the order of their deployment."""
    folders = yaml.safe_load((root / "platform.yaml").read_text())["services"]
    return [_packed(declared) for declared in _declared(root, folders) if declared.get("functions")]


def _declared(root: Path, folders: list[str]) -> Iterator[dict[str, Any]]:
    for folder in folders:
        yield yaml.safe_load((root / folder / "service.yaml").read_text())


def _packed(declared: dict[str, Any]) -> Packed:
    name, functions = declared["service"], declared["functions"].values()
    rights = {service for function in functions for service in function.get("permissions", {})}
    return Packed(
        name=name,
        packages=tuple(declared.get("packages") or [name.replace("-", "_")]),
        handlers=tuple(function["handler"] for function in functions),
        rights=frozenset(rights),
    )
