"""Writes what an environment without tenants costs per day, from the table of docs/costs.md."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "costs.md"
_DAYS = 365 / 12  # a month, as in prices.yaml
_TABLE = re.compile(
    r"## An environment without tenants\n.*?\| per month \|([^\n]+)\|\n.*?\| \*\*together\*\* \|([^\n]+)\|\n", re.DOTALL
)


def format_costs_per_day(_: str) -> str:
    """Format one column per environment, in whole US dollars, rounded up.

    Raises:
        ValueError: the page has no such table.
    """
    found = _TABLE.search(PAGE.read_text())
    if found is None:
        raise ValueError(f"{PAGE} has no table of an environment without tenants")
    names = [name.strip() for name in found[1].split("|")]
    prices = [float(cell.strip(" *").replace(",", "")) for cell in found[2].split("|")]
    costs = [str(-int(-price // _DAYS)) for price in prices]
    head, lines = f"| US dollars per day | {' | '.join(names)} |", f"|---|{'--:|' * len(names)}"
    return "\n".join([head, lines, f"| without tenants | {' | '.join(costs)} |"])
