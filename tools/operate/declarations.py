"""Reads queues, tables, functions and keys from every `service.yaml`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from deploy.errors import CommandError

_OPERATION_TYPE = re.compile(r'"([A-Z_]+)": "\w+\.workflows\.')


@dataclass(frozen=True)
class DeadLetterQueue:
    """A dead-letter queue.

    Attributes:
        sources: the queues that its messages come from.
        consumer: `folder/function` that consumes it, "" when no function does.
    """

    name: str
    sources: tuple[str, ...]
    consumer: str


@dataclass(frozen=True)
class Function:
    """A function and the names of the keys that it reads when it starts (`{key: name}` in its environment)."""

    folder: str
    name: str  # `sites-api`
    keys: frozenset[str]


def read_manifests(root: Path) -> dict[str, dict[str, Any]]:
    """Read every service.yaml: folder → content."""
    return {found.parent.name: yaml.safe_load(found.read_text()) for found in sorted(root.glob("*/service.yaml"))}


def list_dead_letter_queues(root: Path) -> list[DeadLetterQueue]:
    """List every dead-letter queue, sorted by name."""
    declared = read_manifests(root)
    sources: dict[str, list[str]] = {}
    for manifest in declared.values():
        for name, queue in (manifest.get("queues") or {}).items():
            if "dead_letter" in queue:
                sources.setdefault(queue["dead_letter"], []).append(name)
    consumers = dict(_read_consumers(declared))
    return [DeadLetterQueue(name, tuple(sources[name]), consumers.get(name, "")) for name in sorted(sources)]


def find_dead_letter_queue(root: Path, name: str, environment: str) -> DeadLetterQueue:
    """Find a dead-letter queue by its short name or its full name on AWS.

    Raises:
        CommandError: no dead-letter queue has that name.
    """
    short = name.removeprefix("bbws-").removesuffix(f"-{environment}")
    known = list_dead_letter_queues(root)
    for queue in known:
        if queue.name == short:
            return queue
    raise CommandError(f"{name} is not a dead-letter queue; choose from: {', '.join(queue.name for queue in known)}.")


def list_table_names(root: Path) -> list[str]:
    """List the short name of every table."""
    return sorted(name for manifest in read_manifests(root).values() for name in manifest.get("tables") or {})


def list_functions(root: Path) -> Iterator[Function]:
    """List every function with its keys."""
    for folder, manifest in read_manifests(root).items():
        for name, function in manifest["functions"].items():
            values = (function.get("environment") or {}).values()
            keys = frozenset(value["key"] for value in values if isinstance(value, dict) and "key" in value)
            yield Function(folder, f"{manifest['service']}-{name}", keys)


def list_operation_types(root: Path) -> list[str]:
    """List every operation type in the registries of slow work, as text: this tool imports no service."""
    sources = (file.read_text() for file in root.glob("*/src/*/workflows/__init__.py"))
    return sorted({found for text in sources for found in _OPERATION_TYPE.findall(text)})


def _read_consumers(declared: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for folder, manifest in declared.items():
        for name, function in manifest["functions"].items():
            for trigger in function.get("triggers") or []:
                if "queue" in trigger:
                    yield trigger["queue"], f"{folder}/{name}"
