"""Writes the figures of the docs from declarations in the code; `make docs` writes them, a test compares them.

A figure is between `<!-- figure: name -->` and `<!-- end -->`. People write everything else on a page.
"""

import argparse
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import approvals
import codes
import lists
import mutants
import per_day
import watching
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    *("docs/architecture.md", "docs/lifecycles.md", "docs/access-patterns.md"),
    *("docs/delivery.md", "docs/first-deployment.md", "docs/proofs.md", "docs/runbooks/alarms.md"),
    "invitations-service/README.md",
    *(f"docs/guides/{guide}.md" for guide in ("tenants", "people", "invitations", "paging", "errors")),
)
_FIGURE = re.compile(r"(<!-- figure: (\w+)(?: (\S+))? -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> int:
    """`python tools/docs/figures.py [--check]`: write the figures, or fail when one is out of date."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page differs")
    check = parser.parse_args().check
    pages = {ROOT / page: (ROOT / page).read_text() for page in PAGES}
    fresh = {path: _FIGURE.sub(_redraw, text) for path, text in pages.items()}
    stale = [path for path, text in fresh.items() if text != pages[path]]
    for path in stale:
        if check:
            sys.stderr.write(f"{path.relative_to(ROOT)} is out of date: run `make docs` and commit the result.\n")
        else:
            path.write_text(fresh[path])
    return 1 if check and stale else 0


def _redraw(figure: re.Match[str]) -> str:
    draw = FIGURES[figure[2]]
    return f"{figure[1]}{draw(figure[3] or '')}\n{figure[4]}"


def read_manifests() -> Iterator[dict[str, Any]]:
    """Read every service.yaml in the order of deployment."""
    for folder in yaml.safe_load((ROOT / "platform.yaml").read_text())["services"]:
        yield yaml.safe_load((ROOT / folder / "service.yaml").read_text())


def draw_parts(_: str) -> str:
    """Draw functions, tables, queues and rules with their connections."""
    lines = ["```mermaid", "flowchart LR", "  api((HTTP API)) --> authorizer[tenants/authorizer]"]
    for manifest in read_manifests():
        service = manifest["service"]
        lines += [
            f"  subgraph {service}",
            *(f"    {_id(service, name)}[{name}]" for name in manifest["functions"]),
            "  end",
        ]
    for manifest in read_manifests():
        lines += [f"  {line}" for line in sorted(set(_draw_arrows(manifest)))]
    return "\n".join([*lines, "```"])


def _id(*names: str) -> str:
    return re.sub(r"\W", "_", "_".join(names))


def _queue(name: str) -> str:
    return f"{_id('q', name)}>{name}]"


def _table(name: str) -> str:
    return f"{_id('t', name)}[({name})]"


def _topic(name: str) -> str:
    return f"{_id('n', name)}([{name}])"


def _bus(name: str) -> str:
    return f"{_id('b', name)}{{{{{name}}}}}"


def _draw_arrows(manifest: dict[str, Any]) -> Iterator[str]:
    for name, function in manifest["functions"].items():
        node = _id(manifest["service"], name)
        yield from _draw_triggers(node, function.get("triggers") or [])
        yield from _draw_permissions(node, function.get("permissions") or {})
    for topic, declared in (manifest.get("topics") or {}).items():
        yield from (f"{_topic(topic)} --> {_queue(queue)}" for queue in (declared or {}).get("queues", []))
    for rule in (manifest.get("rules") or {}).values():
        yield f"{_bus(rule['bus'])} --> {_queue(rule['queue'])}"


def _draw_triggers(node: str, triggers: list[dict[str, Any]]) -> Iterator[str]:
    for trigger in triggers:
        if "http" in trigger:
            yield f"api((HTTP API)) --> {node}"
        if "queue" in trigger:
            yield f"{_queue(trigger['queue'])} --> {node}"
        if "stream" in trigger:
            yield f"{_table(trigger['stream'])} -- stream --> {node}"


def _draw_permissions(node: str, permissions: dict[str, dict[str, list[str]]]) -> Iterator[str]:
    yield from (f"{node} -.- {_table(table)}" for table in permissions.get("dynamodb", {}))
    yield from (f"{node} --> {_topic(topic)}" for topic in permissions.get("sns", {}))
    yield from (f"{node} --> {_bus(bus)}" for bus in permissions.get("events", {}))
    for queue, actions in permissions.get("sqs", {}).items():
        if "SendMessage" in actions:
            yield f"{node} --> {_queue(queue)}"


def draw_lifecycle(location: str) -> str:
    """Draw a lifecycle's table as a state diagram; `location` is `module:NAME`."""
    module, _, name = location.partition(":")
    return f"```mermaid\n{getattr(importlib.import_module(module), name).mermaid()}\n```"


def format_tables(_: str) -> str:
    """Format every table with its indexes and the functions that may use it."""
    lines = ["| table | indexes | stream | functions that may use it |", "|---|---|---|---|"]
    owners: dict[str, list[str]] = {}
    for manifest in read_manifests():
        for name, function in manifest["functions"].items():
            for table in (function.get("permissions") or {}).get("dynamodb", {}):
                owners.setdefault(table, []).append(f"{manifest['service']}/{name}")
    for manifest in read_manifests():
        for table, declared in (manifest.get("tables") or {}).items():
            indexes = ", ".join(f"`{index}`" for index in declared.get("indexes") or {}) or "–"
            stream = "outbox" if declared.get("stream") else "–"
            lines.append(
                f"| `bbws-{table}-{{env}}` | {indexes} | {stream} | {', '.join(sorted(owners.get(table, [])))} |"
            )
    return "\n".join(lines)


FIGURES: dict[str, Callable[[str], str]] = {
    "costs_per_day": per_day.format_costs_per_day,
    "parts": draw_parts,
    "lifecycle": draw_lifecycle,
    "tables": format_tables,
    "problems": codes.format_problems,
    "fields": codes.format_fields,
    "unavailable": codes.format_unavailable,
    "lists": lists.format_lists,
    "approvals": approvals.format_approvals,
    "accepted_mutants": mutants.format_accepted,
    "alarms": watching.format_alarms,
    "business_metrics": watching.format_business_metrics,
}

if __name__ == "__main__":
    raise SystemExit(main())
