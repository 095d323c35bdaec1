"""Which stacks stand on which, and work on as many at once as is asked for."""

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

# What services stand on, and that on which each of these stands.
_FIRST: dict[str, tuple[str, ...]] = {"foundation": (), "keys": ("foundation",), "hosting": ("foundation",)}
_BY_HAND = "account"  # the pipeline's own door: a person makes it once, and the pipeline may not change it


def stacks(root: Path, environment: str = "") -> list[str]:
    """All stacks in the order in which they are applied: what others stand on, then as `platform.yaml` has it.

    The recovery Region gets its keys as a copy of prod's.
    """
    declared: list[str] = yaml.safe_load((root / "platform.yaml").read_text())["services"]
    there = {found.parent.name for found in (root / "terraform" / "stacks").glob("*/*.tf")} - {_BY_HAND}
    there -= {"keys"} if environment == "recovery" else set()
    ordered = [name for name in [*_FIRST, *declared] if name in there]
    return ordered + sorted(there - set(ordered))


def needs(root: Path, environment: str = "") -> dict[str, set[str]]:
    """Stack → the stacks that must stand before it: the first ones, and the owners of what its functions listen to."""
    manifests = {path.parent.name: yaml.safe_load(path.read_text()) for path in root.glob("*/service.yaml")}
    owners = {
        (kind, name): folder
        for folder, declared in manifests.items()
        for kind in ("queues", "topics")
        for name in declared.get(kind) or {}
    }
    found = {name: set(_FIRST.get(name, _FIRST)) for name in stacks(root, environment)}
    for folder, declared in manifests.items():
        if folder in found:
            found[folder] |= {owners[source] for source in _sources(declared, manifests.values())} - {folder}
    return {name: before & found.keys() for name, before in found.items()}


def _sources(declared: dict[str, Any], everyone: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    """The queues that a service's functions listen to, and the topics that feed its queues."""
    triggers = [it for function in declared["functions"].values() for it in function.get("triggers") or []]
    queues = {("queues", it["queue"]) for it in triggers if "queue" in it}
    topics = [item for other in everyone for item in (other.get("topics") or {}).items()]
    fed = set(declared.get("queues") or {})
    return queues | {("topics", name) for name, topic in topics if fed & set(topic["queues"])}


def at_once() -> int:
    """How many stacks are worked on together: AT_ONCE; one unless told."""
    return int(os.environ.get("AT_ONCE") or 1)


def in_order(before: Mapping[str, set[str]], act: Callable[[str], object]) -> None:
    """Do something with each stack when all before it are done; the first failure ends it, after what is under way."""
    order = TopologicalSorter(before)
    order.prepare()
    running: dict[Future[object], str] = {}
    with ThreadPoolExecutor(at_once()) as hands:
        while order.is_active():
            ready = sorted(order.get_ready(), key=list(before).index)
            running |= {hands.submit(act, name): name for name in ready}
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                name = running.pop(future)
                if future.exception():
                    hands.shutdown(cancel_futures=True)
                future.result()
                order.done(name)


def backwards(before: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The order in which what stands on others goes first."""
    return {name: {other for other in before if name in before[other]} for name in reversed(list(before))}
