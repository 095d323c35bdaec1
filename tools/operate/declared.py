"""What the declarations say about queues, tables, functions and settings: each `service.yaml` is read, nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from deploy.refusal import Refused

_OPERATION_TYPE = re.compile(r'(?:operation_type=|OPERATION_TYPE = )"([A-Z_]+)"')


@dataclass(frozen=True)
class DeadLetters:
    """A queue for messages that were given up.

    Attributes:
        sources: the queues that they come from.
        consumer: `folder/function` that empties it, "" when nobody does.
    """

    name: str
    sources: tuple[str, ...]
    consumer: str


@dataclass(frozen=True)
class Function:
    """A function with the settings (`{setting: name}`) that its environment holds."""

    folder: str
    name: str  # `sites-api`
    settings: frozenset[str]


def manifests(root: Path) -> dict[str, dict[str, Any]]:
    """Every service.yaml by its folder."""
    return {found.parent.name: yaml.safe_load(found.read_text()) for found in sorted(root.glob("*/service.yaml"))}


def dead_letters(root: Path) -> list[DeadLetters]:
    """Every dead-letter queue, by name."""
    declared = manifests(root)
    sources: dict[str, list[str]] = {}
    for manifest in declared.values():
        for name, queue in (manifest.get("queues") or {}).items():
            if "dead_letter" in queue:
                sources.setdefault(queue["dead_letter"], []).append(name)
    consumers = dict(_consumers(declared))
    return [DeadLetters(name, tuple(sources[name]), consumers.get(name, "")) for name in sorted(sources)]


def dead_letter_queue(root: Path, name: str, environment: str) -> DeadLetters:
    """One of them, by its short name or as AWS has it.

    Raises:
        Refused: there is none of that name.
    """
    short = name.removeprefix("bbws-").removesuffix(f"-{environment}")
    known = dead_letters(root)
    for queue in known:
        if queue.name == short:
            return queue
    raise Refused(f"{name} is no dead-letter queue; there are: {', '.join(queue.name for queue in known)}.")


def table_names(root: Path) -> list[str]:
    """Every table, by its short name."""
    return sorted(name for manifest in manifests(root).values() for name in manifest.get("tables") or {})


def functions(root: Path) -> Iterator[Function]:
    """Every function with the settings that it gets."""
    for folder, manifest in manifests(root).items():
        for name, function in manifest["functions"].items():
            values = (function.get("environment") or {}).values()
            settings = frozenset(value["setting"] for value in values if isinstance(value, dict) and "setting" in value)
            yield Function(folder, f"{manifest['service']}-{name}", settings)


def operation_types(root: Path) -> list[str]:
    """Every type of operation that a service begins, as its source names it."""
    sources = (file.read_text() for file in root.glob("*/src/**/*.py") if "/tests/" not in str(file))
    return sorted({found for text in sources for found in _OPERATION_TYPE.findall(text)})


def _consumers(declared: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for folder, manifest in declared.items():
        for name, function in manifest["functions"].items():
            for trigger in function.get("triggers") or []:
                if "queue" in trigger:
                    yield trigger["queue"], f"{folder}/{name}"
