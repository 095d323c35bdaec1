"""Command line of the prose linter: `python -m prose` checks every text that git tracks.

Markdown has no findings. Docstrings and contracts may have as many as `baseline.yaml` allows per folder; the numbers
only fall: `--update-baseline` writes the current ones.
"""

import subprocess
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

import yaml

from prose.rules import Finding, Rules
from prose.texts import read_texts

ROOT = Path(__file__).parents[2]
BASELINE = Path(__file__).with_name("baseline.yaml")
PATTERNS = ("*.md", "*.py", "openapi/platform.yaml")  # platform.yaml contains the other contracts
_SHOWN = 20  # findings that are printed per folder above its baseline
type Findings = Mapping[str, Sequence[Finding]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Check files, by default all of them. Return 0, or 1 when there are findings above the baseline."""
    parser = ArgumentParser(prog="prose", description=main.__doc__)
    parser.add_argument("files", nargs="*", help="check only these, and print every finding")
    parser.add_argument("--update-baseline", action="store_true", help="write the numbers of findings per folder")
    options = parser.parse_args(arguments)
    found = check_files(options.files or list_files(ROOT), ROOT)
    if options.update_baseline:
        BASELINE.write_text(yaml.safe_dump(count_by_folder(found)))
        return 0
    allowed = {} if options.files else yaml.safe_load(BASELINE.read_text()) or {}
    report = format_report(found, allowed, _SHOWN if not options.files else sys.maxsize)
    sys.stdout.write(report)
    return 1 if report else 0


def list_files(root: Path) -> list[str]:
    """List the texts that git tracks or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PATTERNS]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if (root / name).is_file()]


def check_files(names: Sequence[str], root: Path) -> Findings:
    """Find what breaks a rule in each file; files without findings are left out."""
    rules = Rules.read()
    checked = ((name, rules.check(read_texts(root / name))) for name in names)
    return {name: findings for name, findings in checked if findings}


def count_by_folder(found: Findings) -> dict[str, int]:
    """Count the findings that a baseline may allow, per folder."""
    counts: Counter[str] = Counter()
    for name, findings in found.items():
        if not name.endswith(".md"):
            counts[find_folder(name)] += len(findings)
    return dict(counts)


def find_folder(name: str) -> str:
    """Return the first folder of a path; for tests/ and tools/ the first two."""
    parts = PurePosixPath(name).parts
    depth = 2 if parts[0] in ("tests", "tools") and len(parts) > 2 else 1  # noqa: PLR2004 - a folder inside the first
    return "/".join(parts[:depth]) if len(parts) > 1 else "."


def format_report(found: Findings, allowed: Mapping[str, int], shown: int) -> str:
    """List the findings of Markdown, and of every folder that has more than the baseline allows."""
    counts = count_by_folder(found)
    above = {folder for folder, count in counts.items() if count > allowed.get(folder, 0)}
    lines = [line for name in sorted(found) if name.endswith(".md") for line in _format_file(name, found[name])]
    for folder in sorted(above):
        inside = [name for name in sorted(found) if not name.endswith(".md") and find_folder(name) == folder]
        lines += [line for name in inside for line in _format_file(name, found[name])][:shown]
        lines.append(f"{folder}: {counts[folder]} findings, at most {allowed.get(folder, 0)}; docs/conventions.md")
    return "".join(f"{line}\n" for line in lines)


def _format_file(name: str, findings: Sequence[Finding]) -> list[str]:
    return [f"{name}:{finding.line}: {finding.message}" for finding in findings]


if __name__ == "__main__":
    sys.exit(main())
