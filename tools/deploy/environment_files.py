"""Reads single settings of `terraform/environments/<name>`."""

import re
from pathlib import Path

from deploy.errors import CommandError

_SETTING = re.compile(r'^ *(\w+) *= *"([^"]*)"', re.MULTILINE)


def read_settings(root: Path, environment: str, file: str, *names: str) -> list[str]:
    """Read text settings that have a line of their own, such as `region` of common.tfvars.

    Raises:
        CommandError: a setting is missing.
    """
    path = root / "terraform" / "environments" / environment / file
    found = dict(reversed(_SETTING.findall(path.read_text())))  # the first line of a name counts
    if missing := [name for name in names if name not in found]:
        raise CommandError(f"{path.relative_to(root)} must set {', '.join(f'`{name}`' for name in missing)}.")
    return [found[name] for name in names]


def find_in(file: Path, pattern: str) -> str:
    """Find the first group of a pattern in a file.

    Raises:
        CommandError: nothing matches.
    """
    found = re.search(pattern, file.read_text())
    if found is None:
        raise CommandError(f"{file} has nothing like {pattern}.")
    return found[1]
