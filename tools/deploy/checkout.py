"""Reads which services, packages and functions the checkout declares."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Service:
    """A service that can be deployed."""

    folder: str
    name: str
    packages: tuple[str, ...]  # packages in its zip besides the chassis
    functions: tuple[str, ...]

    def function_names(self, environment: str) -> list[str]:
        """Names of its functions on AWS."""
        return [f"bbws-{self.name}-{function}-{environment}" for function in self.functions]


def list_parts(root: Path) -> list[str]:
    """List the folders that have their own tests, sorted."""
    return sorted(
        str(found.parent.relative_to(root)) for pattern in ("*/tests", "tools/*/tests") for found in root.glob(pattern)
    )


def list_services(root: Path) -> list[Service]:
    """List every service with a `service.yaml`, sorted by folder."""
    return sorted(_read_services(root), key=lambda service: service.folder)


def _read_services(root: Path) -> Iterator[Service]:
    for manifest in root.glob("*/service.yaml"):
        declared: dict[str, Any] = yaml.safe_load(manifest.read_text())
        own = [found.name for found in (manifest.parent / "src").iterdir() if (found / "__init__.py").exists()]
        yield Service(
            folder=manifest.parent.name,
            name=str(declared["service"]),
            packages=tuple(declared.get("packages") or own),
            functions=tuple(declared["functions"]),
        )
