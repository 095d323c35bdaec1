"""Writes docs/costs.md: the sizes in terraform/ at the prices of docs/prices.yaml; `--check` only compares."""

import sys
from collections.abc import Mapping
from dataclasses import replace

import yaml
from bill import (
    Environment,
    Lines,
    price_distribution_tenants,
    price_environment,
    price_fleet,
    price_metrics,
    price_tenant,
    read_environment,
)
from sizes import FIGURES_PER_ACT, ROOT, Sizes, read_choices_before, read_least_tasks, read_tiers

PAGE = ROOT / "docs" / "costs.md"
ENVIRONMENTS = ("dev", "sit", "prod", "recovery")
ACCOUNT = ("prod", "recovery")  # one account pays for both
FLEETS = (1, 20, 100)
HINTS = {"BASIC": "8–10", "STANDARD": "15–20", "PREMIUM": "30–40", "ENTERPRISE": "60–80"}
"""Domain §7.6."""


def read_prices() -> Sizes:
    """Read docs/prices.yaml."""
    prices: Sizes = yaml.safe_load((ROOT / "docs" / "prices.yaml").read_text())
    return prices


def find_uncharged(types: set[str], prices: Sizes) -> set[str]:
    """Find the types of resources that neither have a line of the page nor are free, and those that are gone."""
    return types ^ (prices["charged"].keys() | set(prices["free"]))


def read_environments_before(prices: Sizes) -> list[Environment]:
    """Read prod and its recovery Region as they were before docs/decisions/0044."""
    zones = {"recovery": prices["before_recovery_nat_zones"]}
    return [
        replace(read_environment(name, prices), choices=read_choices_before(prices, name), nat_zones=zones.get(name))
        for name in ACCOUNT
    ]


def format_table(head: str, columns: Mapping[str, Lines]) -> str:
    """Format one row per kind of cost and one column per case, with totals."""
    lines = [f"| {head} | {' | '.join(columns)} |", f"|---|{'--:|' * len(columns)}"]
    for kind in dict.fromkeys(kind for case in columns.values() for kind in case):
        lines.append(f"| {kind} | {' | '.join(f'{case.get(kind, 0):,.2f}' for case in columns.values())} |")
    lines.append(f"| **together** | {' | '.join(f'**{sum(case.values()):,.2f}**' for case in columns.values())} |")
    return "\n".join(lines)


def compare_fleets(prices: Sizes) -> dict[str, Lines]:
    """Price prod's account with 1, 20 and 100 tenants of the second tier, before docs/decisions/0044 and today."""
    tasks, columns = read_least_tasks(), {}
    today = [read_environment(name, prices) for name in ACCOUNT]
    for number in FLEETS:
        for when, environments in {"before": read_environments_before(prices), "now": today}.items():
            columns[f"{number}, {when}"] = price_fleet({"STANDARD": number}, tasks, *environments)
    return columns


def render_page() -> str:
    """Render the page."""
    prices = read_prices()
    names, least = list(read_tiers()), read_least_tasks()
    environments = {name: read_environment(name, prices) for name in ENVIRONMENTS}
    prod = environments["prod"]
    business, of_acts = prod.declared.business_figures, FIGURES_PER_ACT * prod.declared.acts
    all_metrics = price_metrics(1e9, prod)
    hints = " · ".join(f"{tier} {hint}" for tier, hint in HINTS.items())
    domains = " · ".join(f"{n}: {price_distribution_tenants(n, prices):.2f}" for n in FLEETS)
    return f"""# Costs

`make docs` writes this page from the choices and sizes in `terraform/`, the services' declarations, and the prices in
[prices.yaml](prices.yaml). The prices are **assumptions** of {prices["as_of"]} for {prices["region"]}, in US dollars
per month. They include no tax, support, free tiers or discounts. A month has {prices["hours"]} hours.

## prod's account with 1, 20 and 100 tenants

All tenants are STANDARD with {least} tasks. One account pays for prod and for its recovery Region
(docs/decisions/0023), so each column holds both. *Before* is before docs/decisions/0044.

{format_table("per month", compare_fleets(prices))}

## One tenant in prod

A tenant has {least} tasks by default; autoscaling adds up to ten.

{format_table("per month", {tier: price_tenant(tier, least, prod) for tier in names})}

The domain estimates {hints}, with one task. A parked tenant runs no task; files, storage, backups and secrets stay:

{format_table("per month", {tier: price_tenant(tier, 0, prod) for tier in names})}

## An environment without tenants

The recovery Region waits: functions and network stand, a fail-over adds `hosting`, which is prod's balancer, its
firewall, and the database. Add the two last columns: one account pays for both.

{format_table("per month", {name: price_environment(here) for name, here in environments.items()})}

## Assumptions

- prices.yaml says under `tenant:` what a tenant of a tier stores, logs and requests, under `call:` what one call of
  the API causes, and under `idle:` what runs without anybody. Under `charged:` each type of resource has its line here.
- All tenants of an environment share one database instance and one balancer. Their base price belongs to the
  environment, not to a tenant.
- A backup of a table is a full copy, each time. Backups of files and databases are one copy and the changes since:
  {prices["changed_per_day"]:.0%} per day. `terraform/modules/backup` says how often and how long.
- A log without end is counted as it is after a year, and grows on.
- X-Ray traces every invocation below one per second and function, and every twentieth beyond that
  (docs/decisions/0029).
- A metric costs {prices["metric_month"]:.2f} per month, counted by the hour in which it is written. The platform has
  {business} business figures and {of_acts} figures of acts: at most {all_metrics["metrics of business"]:.2f} and
  {all_metrics["metrics of acts"]:.2f} when everything happens in every hour, whatever the number of tenants.
- Custom domains of customers need distribution tenants of CloudFront, which `terraform/` does not make yet. With one
  domain per tenant they would add, for the number of tenants: {domains}.
- `terraform destroy` leaves a last snapshot of the database, and vaults keep their backups until their days are over.
  Both cost {prices["backup_gb_month"]:.2f} per GB until somebody deletes them.
"""


def main(arguments: list[str]) -> int:
    """Write the page; with `--check` only report whether it is stale."""
    fresh = render_page()
    if PAGE.exists() and PAGE.read_text() == fresh:
        return 0
    if "--check" in arguments:
        sys.stderr.write("stale: docs/costs.md: run `make docs` and commit.\n")
        return 1
    PAGE.write_text(fresh)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
