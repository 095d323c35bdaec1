"""Writes docs/costs.md: the sizes in terraform/ at the prices of docs/prices.yaml; `--check` only compares."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import hcl2
import yaml

from chassis.runtime.metrics import BUSINESS_METRICS
from local_platform.alarms import read_alarms
from local_platform.manifest import read_platform

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "costs.md"
ENVIRONMENTS = ("dev", "sit", "prod")
FIGURES_PER_ACT = 3  # Requests, Duration, Errors: chassis/runtime/metrics.py
HINTS = {"BASIC": "8–10", "STANDARD": "15–20", "PREMIUM": "30–40", "ENTERPRISE": "60–80"}
"""Domain §7.6."""
type Sizes = Mapping[str, Any]
type Lines = dict[str, float]


def strip_quotes(value: Any) -> Any:  # noqa: ANN401 - any HCL value
    """Remove the quotes and marks of the HCL parser."""
    if isinstance(value, dict):
        return {
            strip_quotes(key): strip_quotes(inside) for key, inside in value.items() if not str(key).startswith("__")
        }
    if isinstance(value, list):
        return [strip_quotes(inside) for inside in value]
    return value.strip('"') if isinstance(value, str) else value


def read_sizes(environment: str) -> Sizes:
    """Read the sizes of an environment."""
    file = ROOT / "terraform" / "environments" / environment / "common.tfvars"
    read: Sizes = strip_quotes(hcl2.loads(file.read_text()))["environment"]
    return read


def read_tiers() -> dict[str, Sizes]:
    """Read the CPU units (1/1024) and the memory (MB) of a task per tier, from modules/wordpress-instance."""
    module = ROOT / "terraform" / "modules" / "wordpress-instance"
    found = [strip_quotes(block) for block in hcl2.loads((module / "main.tf").read_text())["locals"]]
    read: dict[str, Sizes] = next(block["sizes"] for block in found if "sizes" in block)
    return read


def read_least_tasks() -> int:
    """Read the smallest number of tasks of a tenant."""
    module = ROOT / "terraform" / "modules" / "wordpress-instance"
    variables = strip_quotes(hcl2.loads((module / "variables.tf").read_text())["variable"])
    return int(next(it["tasks"]["default"]["least"] for it in variables if "tasks" in it))


def price_tenant(tier: str, tasks: int, prices: Sizes) -> Lines:
    """Price one tenant per month, by kind of cost."""
    size, use, call = read_tiers()[tier], prices["tenant"][tier], prices["call"]
    task = size["cpu"] / 1024 * prices["fargate_vcpu_hour"] + size["memory"] / 1024 * prices["fargate_gb_hour"]
    awake = 1 if tasks else 0  # a parked tenant has no logs, traffic or requests
    millions = use["api_calls"] / 1e6
    served = prices["api_million"] + call["writes"] * prices["write_million"] + call["reads"] * prices["read_million"]
    served += call["functions"] * call["traced"] * prices["trace_million"]
    served += call["functions"] * prices["lambda_million"] + call["gb_seconds"] * 1e6 * prices["lambda_gb_second"]
    return {
        "tasks": tasks * task * prices["hours"],
        "files": use["content_gb"] * prices["efs_gb_month"],
        "database's storage": use["database_gb"] * prices["database_gb_month"],
        "backups": (use["content_gb"] + use["database_gb"]) * prices["backup_gb_month"],
        "logs": awake * use["logs_gb"] * prices["logs_gb"],
        "balancer's work": awake * use["lcu_share"] * prices["lcu_hour"] * prices["hours"],
        "secrets": 2 * prices["secret_month"],
        "control plane": awake * millions * served,
    }


def price_environment(environment: str, prices: Sizes) -> Lines:
    """Price an environment without tenants per month."""
    size, hours = read_sizes(environment), prices["hours"]
    database, zones = size["database"], len(size["network"]["nat_zones"])
    copies = 2 if database["multi_zone"] else 1
    return {
        "database": get_database_price(database, prices) * copies * hours
        + database["storage_gb"] * copies * prices["database_gb_month"],
        "NAT": zones * (prices["nat_hour"] + prices["address_hour"]) * hours,
        "balancer": (prices["balancer_hour"] + 2 * prices["address_hour"]) * hours,
        "endpoints": 2 * prices["endpoint_hour"] * hours,
        "firewall": 2 * prices["firewall_month"] + 12 * prices["firewall_rule_month"],
        "alarms and dashboard": len(read_alarms(read_platform(ROOT))) * prices["alarm_month"]
        + prices["dashboard_month"],
        "keys and secrets": prices["key_month"] * (2 if size["recovery"] != "null" and size["recovery"] else 1)
        + 2 * prices["secret_month"],
    }


def get_database_price(database: Sizes, prices: Sizes) -> float:
    """Get the hourly price of a database instance in one zone."""
    return float(prices["database_hour"][database["class"]])


def count_custom_metrics() -> tuple[int, int]:
    """How many business figures and how many figures of acts there are; CloudWatch charges each as a metric."""
    services = read_platform(ROOT).manifests
    business = sum(
        len(figures) * len(service.metrics.get(dimension, ()))
        for service in services
        for dimension, figures in BUSINESS_METRICS.items()
    )
    paths = yaml.safe_load((ROOT / "openapi" / "platform.yaml").read_text())["paths"].values()
    return business, FIGURES_PER_ACT * sum("operationId" in act for path in paths for act in path.values())


def format_table(head: str, columns: Mapping[str, Lines]) -> str:
    """Format one row per kind of cost and one column per case, with totals."""
    lines = [f"| {head} | {' | '.join(columns)} |", f"|---|{'--:|' * len(columns)}"]
    for kind in next(iter(columns.values())):
        lines.append(f"| {kind} | {' | '.join(f'{case[kind]:.2f}' for case in columns.values())} |")
    lines.append(f"| **together** | {' | '.join(f'**{sum(case.values()):.2f}**' for case in columns.values())} |")
    return "\n".join(lines)


def render_page() -> str:
    """Render the page."""
    prices = yaml.safe_load((ROOT / "docs" / "prices.yaml").read_text())
    names, least = list(read_tiers()), read_least_tasks()
    (business, of_acts), each = count_custom_metrics(), prices["metric_month"]
    hints = " · ".join(f"{tier} {hint}" for tier, hint in HINTS.items())
    return f"""# Costs

`make docs` writes this page from the sizes in `terraform/` and the prices in [prices.yaml](prices.yaml). The prices are
**assumptions** of {prices["as_of"]} for {prices["region"]}, in US dollars per month. They include no tax, support,
traffic to the internet or discounts. A month has {prices["hours"]} hours.

## One tenant

A tenant has {least} tasks by default; autoscaling adds up to ten.

{format_table("per month", {tier: price_tenant(tier, least, prices) for tier in names})}

The same with one task, as the domain's estimates assume ({hints}):

{format_table("per month", {tier: price_tenant(tier, 1, prices) for tier in names})}

A parked tenant runs no task; files, storage, backups and secrets stay:

{format_table("per month", {tier: price_tenant(tier, 0, prices) for tier in names})}

## An environment without tenants

{format_table("per month", {name: price_environment(name, prices) for name in ENVIRONMENTS})}

The recovery Region of prod (docs/decisions/0023) adds each write once more, because writes are replicated, and the
replicated backups. If `hosting` runs there all the time, it also adds the price of prod's balancer, NAT and database.

## Assumptions

- prices.yaml says under `tenant:` how much a tenant of a tier stores, logs and requests, and under `call:` what one
  call of the API causes.
- All tenants of an environment share one database instance and one balancer. Their base price belongs to the
  environment, not to a tenant.
- Backups count as one full copy. AWS Backup stores changes only, for the number of days in `backup` of
  `common.tfvars`.
- Functions, queues, tables and the API cost nothing without requests.
- X-Ray traces every invocation below one per second and function, and every twentieth beyond that
  (docs/decisions/0029).
- A metric of our own costs {each:.2f} per month, counted by the hour in which it is written. The platform has
  {business} business figures and {of_acts} figures of acts: at most {business * each:.2f} and {of_acts * each:.2f}
  when everything happens in every hour, whatever the number of tenants.
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
