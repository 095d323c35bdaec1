"""Writes the list of docs/proofs.md: the mutants that no test can notice, and why."""

from pathlib import Path

import yaml

ACCEPTED = Path(__file__).resolve().parents[2] / "tests" / "mutation" / "accepted.yaml"


def format_accepted(_: str) -> str:
    """Format one row per accepted mutant, from tests/mutation/accepted.yaml; a pipe in code would end the cell."""
    rows = [
        f"| `{function}` | `{' '.join(one['becomes'].split()).replace('|', chr(92) + '|')}` | {one['because']} |"
        for function, entries in yaml.safe_load(ACCEPTED.read_text()).items()
        for one in entries
    ]
    return "\n".join(["| function | becomes | why it is the same |", "|---|---|---|", *rows])
