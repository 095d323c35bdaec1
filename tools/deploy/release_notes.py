"""Writes release notes from commit subjects, which begin with the service's name."""

import re
import subprocess
from collections import defaultdict
from pathlib import Path

from deploy.errors import CommandError

_SUBJECT = re.compile(r"(?P<service>[a-z][a-z0-9-]*): (?P<what>.+)")


def write_release_notes(root: Path, tag: str) -> str:
    """List the commits between the previous tag and this one, grouped by service."""
    before = _run_git(root, "describe", "--tags", "--abbrev=0", "--match=v*", f"{tag}^", check=False)
    span = f"{before}..{tag}" if before else tag
    grouped: dict[str, list[str]] = defaultdict(list)
    for subject in _run_git(root, "log", "--no-merges", "--reverse", "--format=%s", span).splitlines():
        found = _SUBJECT.fullmatch(subject)
        grouped[found["service"] if found else "repository"].append(found["what"] if found else subject)
    lines = [f"## {tag}", *(f"\nSince {before}." if before else "\nThe first release.",)]
    for service, changes in sorted(grouped.items()):
        lines += ["", f"### {service}", "", *(f"- {change}" for change in changes)]
    return "\n".join(lines) + "\n"


def _run_git(root: Path, *arguments: str, check: bool = True) -> str:
    found = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    if check and found.returncode:
        raise CommandError(f"git {arguments[0]}: {found.stderr.strip()}")
    return "" if found.returncode else found.stdout.strip()
