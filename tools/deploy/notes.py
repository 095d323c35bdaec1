"""Writes the notes of a release from the subjects of its commits, which name their service first."""

import re
import subprocess
from collections import defaultdict
from pathlib import Path

from deploy.refusal import Refused

_SUBJECT = re.compile(r"(?P<service>[a-z][a-z0-9-]*): (?P<what>.+)")


def notes(root: Path, tag: str) -> str:
    """What came between the tag before and this one, by service."""
    before = _git(root, "describe", "--tags", "--abbrev=0", "--match=v*", f"{tag}^", check=False)
    span = f"{before}..{tag}" if before else tag
    grouped: dict[str, list[str]] = defaultdict(list)
    for subject in _git(root, "log", "--no-merges", "--reverse", "--format=%s", span).splitlines():
        found = _SUBJECT.fullmatch(subject)
        grouped[found["service"] if found else "house"].append(found["what"] if found else subject)
    lines = [f"## {tag}", *(f"\nSince {before}." if before else "\nThe first release.",)]
    for service, changes in sorted(grouped.items()):
        lines += ["", f"### {service}", "", *(f"- {change}" for change in changes)]
    return "\n".join(lines) + "\n"


def _git(root: Path, *words: str, check: bool = True) -> str:
    found = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    if check and found.returncode:
        raise Refused(f"git {words[0]}: {found.stderr.strip()}")
    return "" if found.returncode else found.stdout.strip()
