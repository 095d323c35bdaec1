"""Finds which stacks depend on which, and runs work on several stacks at once in that order."""

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

# Stacks that every service needs, each with its own dependencies.
_BASE_STACKS: dict[str, tuple[str, ...]] = {"foundation": (), "keys": ("foundation",), "hosting": ("foundation",)}
_MANUAL_STACK = "account"  # gives the pipeline its access: a person applies it once, and the pipeline may not change it


def list_stacks(root: Path, environment: str = "") -> list[str]:
    """List all stacks in the order of application: base stacks first, then services in the order of `platform.yaml`.

    The recovery Region has no stack `keys`: it receives a replica of prod's keys.
    """
    declared: list[str] = yaml.safe_load((root / "platform.yaml").read_text())["services"]
    there = {found.parent.name for found in (root / "terraform" / "stacks").glob("*/*.tf")} - {_MANUAL_STACK}
    there -= {"keys"} if environment == "recovery" else set()
    ordered = [name for name in [*_BASE_STACKS, *declared] if name in there]
    return ordered + sorted(there - set(ordered))


def find_dependencies(root: Path, environment: str = "") -> dict[str, set[str]]:
    """Map each stack to the stacks it needs: base stacks, and owners of the queues and topics its functions consume."""
    manifests = {path.parent.name: yaml.safe_load(path.read_text()) for path in root.glob("*/service.yaml")}
    owners = {
        (kind, name): folder
        for folder, declared in manifests.items()
        for kind in ("queues", "topics")
        for name in declared.get(kind) or {}
    }
    found = {name: set(_BASE_STACKS.get(name, _BASE_STACKS)) for name in list_stacks(root, environment)}
    for folder, declared in manifests.items():
        if folder in found:
            found[folder] |= {owners[source] for source in _find_sources(declared, manifests.values())} - {folder}
    return {name: before & found.keys() for name, before in found.items()}


def _find_sources(declared: dict[str, Any], everyone: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    """Find the queues that a service's functions consume, and the topics that feed its queues."""
    triggers = [it for function in declared["functions"].values() for it in function.get("triggers") or []]
    queues = {("queues", it["queue"]) for it in triggers if "queue" in it}
    topics = [item for other in everyone for item in (other.get("topics") or {}).items()]
    fed = set(declared.get("queues") or {})
    return queues | {("topics", name) for name, topic in topics if fed & set(topic["queues"])}


def get_parallelism() -> int:
    """Read AT_ONCE: how many stacks are processed in parallel; 1 by default."""
    return int(os.environ.get("AT_ONCE") or 1)


def run_in_order(before: Mapping[str, set[str]], act: Callable[[str], object]) -> None:
    """Run `act` for each stack once its dependencies are done. After a failure, finish running work and stop."""
    order = TopologicalSorter(before)
    order.prepare()
    running: dict[Future[object], str] = {}
    with ThreadPoolExecutor(get_parallelism()) as pool:
        while order.is_active():
            ready = sorted(order.get_ready(), key=list(before).index)
            running |= {pool.submit(act, name): name for name in ready}
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                name = running.pop(future)
                if future.exception():
                    pool.shutdown(cancel_futures=True)
                future.result()
                order.done(name)


def reverse_dependencies(before: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Reverse the dependencies, for deletion: a stack goes before those that it needs."""
    return {name: {other for other in before if name in before[other]} for name in reversed(list(before))}
