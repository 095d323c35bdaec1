"""What the checkout declares: its parts, their packages and functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Service:
    """A deployable part."""

    folder: str
    name: str
    packages: tuple[str, ...]  # what its zip holds besides the chassis
    functions: tuple[str, ...]

    def function_names(self, environment: str) -> list[str]:
        """The names of its functions on AWS."""
        return [f"bbws-{self.name}-{function}-{environment}" for function in self.functions]


def parts(root: Path) -> list[str]:
    """The folders that bring tests of their own, sorted."""
    return sorted(
        str(found.parent.relative_to(root)) for pattern in ("*/tests", "tools/*/tests") for found in root.glob(pattern)
    )


def services(root: Path) -> list[Service]:
    """Everything with a `service.yaml`, sorted by folder."""
    return sorted(_services(root), key=lambda service: service.folder)


def _services(root: Path) -> Iterator[Service]:
    for manifest in root.glob("*/service.yaml"):
        declared: dict[str, Any] = yaml.safe_load(manifest.read_text())
        own = [found.name for found in (manifest.parent / "src").iterdir() if (found / "__init__.py").exists()]
        yield Service(
            folder=manifest.parent.name,
            name=str(declared["service"]),
            packages=tuple(declared.get("packages") or own),
            functions=tuple(declared["functions"]),
        )
