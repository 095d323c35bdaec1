"""Prices what terraform/ makes, line by line as AWS's bill has them; US dollars per month."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sizes import FIGURES_PER_ACT, Choices, Declared, Plan, Sizes, read_choices, read_declared, read_sizes, read_tiers

DAYS = 365 / 12  # of a month
type Lines = dict[str, float]


@dataclass(frozen=True)
class Environment:
    """An environment at some prices.

    Attributes:
        name: dev, sit, prod or recovery.
        prices: docs/prices.yaml.
        choices: what terraform/ chooses.
        nat_zones: other zones with a NAT gateway than those of its size.
    """

    name: str
    prices: Sizes
    choices: Choices
    declared: Declared = field(default_factory=read_declared)
    nat_zones: list[str] | None = None

    @property
    def waits(self) -> bool:
        """Whether it is the recovery Region, whose `hosting` is made by a fail-over."""
        return "adopts" in self.size

    @property
    def size(self) -> Sizes:
        """Its sizes: common.tfvars."""
        return read_sizes(self.name)

    @property
    def copies(self) -> int:
        """How many Regions hold the data."""
        return 1 if self.size["recovery"] in (None, "null") else 2


def read_environment(name: str, prices: Sizes) -> Environment:
    """An environment as terraform/ is today."""
    return Environment(name, prices, read_choices(name))


def price_environment(here: Environment) -> Lines:
    """Price an environment without tenants."""
    prices, hours, idle = here.prices, here.prices["hours"], here.prices["idle"]
    zones = here.nat_zones or here.size["network"]["nat_zones"]
    hosted = 0 if here.waits else 1
    return {
        "database": hosted * _price_database(here),
        "database: Extended Support": hosted * _price_extended_support(here),
        "database: logs": hosted * _price_database_logs(here),
        "NAT": len(zones) * (prices["nat_hour"] + prices["address_hour"]) * hours,
        "balancer": hosted * (prices["balancer_hour"] + 2 * prices["address_hour"]) * hours,
        "endpoints": 2 * here.choices.interface_endpoints * prices["endpoint_hour"] * hours,
        "firewalls": _price_firewalls(here),
        "alarms": here.declared.alarms * prices["alarm_month"],
        "dashboard": prices["dashboard_month"],
        "Container Insights": hosted * here.choices.insights * prices["insights"]["cluster"] * prices["metric_month"],
        "schedules": here.declared.scheduled_runs * DAYS * _price_run(prices),
        "polling of queues": here.declared.queue_triggers * idle["polls"] * prices["sqs_million"] / 1e6,
        "keys": here.copies * prices["key_month"],
        "secrets": (hosted + here.copies * (1 - here.waits)) * prices["secret_month"],
        "releases and images": here.copies * idle["releases_gb"] * prices["s3_gb_month"]
        + hosted * idle["images_gb"] * prices["image_gb_month"],
    }


def price_tenant(tier: str, tasks: int, here: Environment) -> Lines:
    """Price one tenant; without tasks it is parked, and has no logs, traffic or requests."""
    prices, size, use = here.prices, read_tiers()[tier], here.prices["tenant"][tier]
    task = size["cpu"] / 1024 * prices["fargate_vcpu_hour"] + size["memory"] / 1024 * prices["fargate_gb_hour"]
    awake = 1 if tasks else 0
    figures = prices["insights"]["service"] + prices["insights"]["family"]
    return {
        "tasks": tasks * task * prices["hours"],
        "files": use["content_gb"] * prices["efs_gb_month"] + awake * use["visitors_gb"] * prices["efs_read_gb"],
        "tables": here.copies * use["table_gb"] * (prices["table_gb_month"] + prices["pitr_gb_month"]),
        "database: storage": use["database_gb"] * prices["database_gb_month"],
        **_price_backups(use, here),
        "logs": awake * use["logs_gb"] * prices["logs_gb"],
        "NAT: traffic": awake * (use["logs_gb"] + use["outgoing_gb"]) * prices["nat_gb"],
        "traffic to visitors": awake * (use["visitors_gb"] + use["outgoing_gb"]) * prices["internet_gb"],
        "balancer: work": awake * use["lcu_share"] * prices["lcu_hour"] * prices["hours"],
        "firewalls: requests": awake * (use["visits"] + use["api_calls"]) * prices["firewall_million"] / 1e6,
        "alarms of scaling": 2 * here.declared.scaling_policies * prices["alarm_month"],
        "Container Insights": here.choices.insights
        * (awake * figures * prices["metric_month"] + tasks * prices["insights"]["task_log_gb"] * prices["logs_gb"]),
        "secrets": 2 * prices["secret_month"],
        "control plane": awake * use["api_calls"] * _price_call(here),
    }


def price_metrics(calls: float, here: Environment) -> Lines:
    """Price the metrics of acts and routes at `calls` of the API per month; an hour without a value costs nothing.

    Calls fall evenly on `n` names: of them, 1 - (1 - 1/n)^calls are met in an hour.
    """
    per_hour = calls / here.prices["hours"]

    def met(names: int) -> float:
        return names * (1 - (1 - 1 / names) ** per_hour) * here.prices["metric_month"]

    declared = here.declared
    routes = len(here.prices["route_figures"]) * met(declared.routes) if here.choices.route_metrics else 0
    return {
        "metrics of acts": FIGURES_PER_ACT * met(declared.acts),
        "metrics of business": met(declared.business_figures),
        "metrics of routes": routes,
    }


def price_fleet(tenants: Mapping[str, int], tasks: int, *environments: Environment) -> Lines:
    """Price the tenants of an account, by tier, with all that stands there; the first one holds the tenants."""
    here, total = environments[0], Counter[str]()
    for one in environments:
        total.update(price_environment(one))
    for tier, number in tenants.items():
        total.update({kind: number * price for kind, price in price_tenant(tier, tasks, here).items()})
    total.update(price_metrics(sum(here.prices["tenant"][tier]["api_calls"] * n for tier, n in tenants.items()), here))
    return dict(total)


def price_distribution_tenants(domains: int, prices: Sizes) -> float:
    """Price the distribution tenants of CloudFront, one per domain of a customer; terraform/ makes none yet."""
    price = prices["distribution_tenants"]
    if domains <= price["free"]:
        return 0.0
    return float(price["base"] + max(0, domains - price["included"]) * price["each"])


def _price_database(here: Environment) -> float:
    prices, database = here.prices, here.size["database"]
    zones = 2 if database["multi_zone"] else 1
    hourly = prices["database_hour"][database["class"]] * prices["hours"]
    return float(zones * (hourly + database["storage_gb"] * prices["database_gb_month"]))


def _price_extended_support(here: Environment) -> float:
    """AWS supports an old version for money, per processor and zone, unless one forbids it."""
    prices, database = here.prices, here.size["database"]
    if prices["mysql_supported_until"][here.choices.engine] > prices["as_of"]:
        return 0.0
    processors = prices["database_vcpu"][database["class"]] * (2 if database["multi_zone"] else 1)
    return float(processors * prices["extended_support_vcpu_hour"] * prices["hours"])


def _price_database_logs(here: Environment) -> float:
    """Written and kept; a log without end is counted as it is after a year."""
    prices, idle = here.prices, here.prices["idle"]
    months = 12 if here.choices.endless_logs else here.size["log_retention_days"] / DAYS
    return float(idle["database_logs_gb"] * (prices["logs_gb"] + months * prices["kept_logs_gb_month"]))


def _price_firewalls(here: Environment) -> float:
    """One at the edge, one at the balancer where `hosting` stands."""
    modules = ["edge"] if here.waits else ["edge", "balancer"]
    rules = sum(here.choices.firewall_rules[module] for module in modules)
    return float(len(modules) * here.prices["firewall_month"] + rules * here.prices["firewall_rule_month"])


def _price_run(prices: Sizes) -> float:
    """One run of a schedule that finds nothing to do: Lambda, its trace, a query, a few log lines."""
    run = prices["idle"]["run"]
    lambda_ = prices["lambda_million"] / 1e6 + run["gb_seconds"] * prices["lambda_gb_second"]
    found = prices["trace_million"] / 1e6 + run["reads"] * prices["read_million"] / 1e6
    return float(lambda_ + found + run["log_kb"] / 1e6 * prices["logs_gb"])


def _price_call(here: Environment) -> float:
    """One call of the API with the work behind it; a replicated table is written twice."""
    prices, call = here.prices, here.prices["call"]
    writes = here.copies * call["writes"] * prices["write_million"]
    millions: list[Any] = [
        prices["api_million"] + prices["edge_million"] + writes,
        call["reads"] * prices["read_million"] + call["messages"] * prices["sqs_million"],
        call["events"] * prices["event_million"] + call["mails"] * prices["mail_million"],
        call["functions"] * (call["traced"] * prices["trace_million"] + prices["lambda_million"]),
        call["key_uses"] * prices["key_use_million"],
    ]
    return float(
        sum(millions) / 1e6 + call["gb_seconds"] * prices["lambda_gb_second"] + call["log_kb"] / 1e6 * prices["logs_gb"]
    )


def _price_backups(use: Sizes, here: Environment) -> Lines:
    """Price what vaults, RDS and EFS keep, and what moves to the other Region."""
    change = here.prices["changed_per_day"]
    database, files = use["database_gb"] * change * here.size["database"]["backup_days"], 0.0  # RDS's own: changes
    if here.choices.files_backed_up_by_efs:
        files = use["content_gb"] * (1 + change * here.prices["efs_backup_days"])
    plans = here.choices.plans
    return {
        "backups of tables": _price_table_backups(plans, use["table_gb"], here),
        "backups of databases": _price_changing(plans, "databases", use["database_gb"], here)
        + database * here.prices["backup_gb_month"],
        "backups of files": _price_changing(plans, "files", use["content_gb"], here)
        + files * here.prices["backup_gb_month"],
    }


def _price_table_backups(plans: tuple[Plan, ...], gigabytes: float, here: Environment) -> float:
    """Each backup of a table is a full copy."""
    total = 0.0
    for plan in (it for it in plans if "tables" in it.kinds):
        daily, copied = gigabytes * plan.runs_per_day, here.copies > 1 and plan.copy_days
        kept = plan.days + (plan.copy_days if copied else 0)
        total += daily * kept * here.prices["backup_gb_month"]
        total += daily * DAYS * here.prices["region_gb"] if copied else 0
    return float(total)


def _price_changing(plans: tuple[Plan, ...], kind: str, gigabytes: float, here: Environment) -> float:
    """A vault keeps one copy and the changes of the days that its longest plan keeps, however often a plan runs."""
    changed = gigabytes * here.prices["changed_per_day"]
    found = [it for it in plans if kind in it.kinds]
    days = max((it.days for it in found), default=0)
    copied = max((it.copy_days for it in found), default=0) if here.copies > 1 else 0
    kept = sum(gigabytes + changed * it for it in (days, copied) if it)
    moved = changed * DAYS if copied else 0.0
    return float(kept * here.prices["backup_gb_month"] + moved * here.prices["region_gb"])
