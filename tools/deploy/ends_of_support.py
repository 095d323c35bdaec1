"""Compares the versions that the checkout names with docs/ends-of-support.yaml, the table of their ends of support."""

import re
from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from deploy.errors import CommandError

ROOT = Path(__file__).parents[2]
TABLE = Path("docs") / "ends-of-support.yaml"
NOTICE = timedelta(days=120)
READ_AGAIN = timedelta(days=365)  # rows without an end

# Files → pattern of a version in them → name of its row; `\1` is the version, as far as ends of support differ by it.
_NAMED_IN: tuple[tuple[str, str, str], ...] = (
    ("terraform/**/*.tf", r'^\s*engine_version\s*=\s*"(\d+\.\d+)', r"rds-mysql \1"),
    ("terraform/**/*.tf", r'^\s*family\s*=\s*"mysql([\d.]+)"', r"rds-mysql \1"),
    ("terraform/**/*.tf", r'^\s*(?:runtime|compatible_runtimes)\s*=\s*\[?"((?!cloudfront)[^"]+)"', r"lambda \1"),
    ("terraform/**/*.tf", r'^\s*runtime\s*=\s*"cloudfront-js-([\d.]+)"', r"cloudfront-js \1"),
    ("terraform/**/*.tf", r'^\s*platform_version\s*=\s*"([^"]+)"', r"fargate \1"),
    ("terraform/**/*.tf", r'^\s*required_version\s*=\s*"\D*(\d+)', r"terraform \1"),
    ("terraform/**/*.tf", r'^\s*version\s*=\s*"~> (\d+)\.', r"terraform-provider-aws \1"),
    ("*/image/Dockerfile", r"^ARG WORDPRESS=(\d+\.\d+)", r"wordpress \1"),
    ("*/image/Dockerfile", r"^ARG WORDPRESS=\S*?-php([\d.]+)", r"php \1"),
    (".python-version", r"^([\d.]+)", r"python \1"),
    (".github/**/*.yml", r'terraform_version: "\D*(\d+)', r"terraform \1"),
    (".github/**/*.yml", r"uses: ([\w-]+/[\w-]+)(?:/[\w-]+)*@[0-9a-f]{40} # v(\d+)", r"\1 \2"),
    (".github/**/*.yml", r"runs-on: ([a-z]+)-([\d.]+)", r"\1 \2"),  # GitHub moves `ubuntu-latest` by itself
)


@dataclass(frozen=True)
class Row:
    """One row of the table; its file explains each word. `ends` is None when no end is announced."""

    name: str
    ends: date | None
    read: date
    accepted_until: date | None

    def find_error(self, today: date) -> str:
        """Say what is over; "" while it is supported or its end is accepted."""
        if self.ends is None or today <= self.ends:
            return ""
        if self.accepted_until is None:
            return f"{self.name}: support ended on {self.ends}."
        if today > self.accepted_until:
            return f"{self.name}: support ended on {self.ends}, which was accepted until {self.accepted_until}."
        return ""

    def find_warning(self, today: date) -> str:
        """Say what will be over within 120 days, or has to be read again."""
        if self.ends is None:
            return f"{self.name}: read its source again." if today > self.read + READ_AGAIN else ""
        last = max(self.ends, self.accepted_until or self.ends)
        soon = last - NOTICE < today <= last
        return f"{self.name}: {'support' if last == self.ends else 'the exception'} ends on {last}." if soon else ""


def list_versions(root: Path) -> dict[str, set[str]]:
    """List what the checkout names: name of the row → files."""
    found: dict[str, set[str]] = {}
    for pattern, version, name in _NAMED_IN:
        for file in root.glob(pattern):
            if ".terraform" not in file.parts:
                for match in re.finditer(version, file.read_text(), re.MULTILINE):
                    found.setdefault(match.expand(name), set()).add(str(file.relative_to(root)))
    return found


def read_table(root: Path) -> dict[str, Row]:
    """Read the table: name → row."""
    declared: Mapping[str, Mapping[str, Any]] = yaml.safe_load((root / TABLE).read_text())
    return {name: _read_row(name, declared) for name in declared}


def _read_row(name: str, declared: Mapping[str, Mapping[str, Any]]) -> Row:
    row = declared[name]
    ends = declared[row["runs"]]["ends"] if "runs" in row else row["ends"]
    return Row(name, None if ends == "none" else ends, row["read"], row.get("accepted", {}).get("until"))


def find_errors(root: Path, today: date) -> Iterator[str]:
    """Yield what no row covers, rows that nothing needs, and what is over."""
    named, table = list_versions(root), read_table(root)
    needed = named.keys() | {it["runs"] for it in yaml.safe_load((root / TABLE).read_text()).values() if "runs" in it}
    for name in sorted(named.keys() - table.keys()):
        yield f"{name} has no row in {TABLE}; {', '.join(sorted(named[name]))} names it."
    for name in sorted(table.keys() - needed):
        yield f"{name} has a row in {TABLE}, but nothing names it any more: delete the row."
    yield from filter(None, (row.find_error(today) for row in table.values()))


def find_warnings(root: Path, today: date) -> list[str]:
    """List what will be over within 120 days."""
    return list(filter(None, (row.find_warning(today) for row in read_table(root).values())))


def check(_: Namespace) -> str:
    """Fail 120 days before support of a version ends, and when a version has no row in docs/ends-of-support.yaml."""
    today = datetime.now(UTC).date()
    if wrong := [*find_errors(ROOT, today), *find_warnings(ROOT, today)]:
        raise CommandError("\n".join([*wrong, f"Upgrade, or correct {TABLE}."]))
    return "support of every version lasts 120 days or longer\n"
