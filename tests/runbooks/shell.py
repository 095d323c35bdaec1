"""A shell in which a page's commands run one after the other: variables stay, a failed command fails the test."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path


class Shell:
    """One person's shell in `where`; `kept` is the file that holds its variables between commands."""

    def __init__(self, where: Path, kept: Path, variables: Mapping[str, str]) -> None:
        self._where, self._kept, self._variables = where, kept, variables

    def run(self, commands: str) -> str:
        """Run commands and return what they print."""
        before = f". {self._kept}\n" if self._kept.exists() else ""
        done = subprocess.run(
            ["bash", "-c", f"set -aeo pipefail\n{before}{commands}\nexport -p >{self._kept}"],
            cwd=self._where,
            env={**_inherited_environment(), **self._variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}"
        return done.stdout


def _inherited_environment() -> dict[str, str]:
    """Return the environment without the variables of `make` and coverage."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "COVERAGE_"))}
