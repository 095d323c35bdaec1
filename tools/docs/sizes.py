"""Reads what costs money from terraform/ and the services' declarations; docs/prices.yaml overrides it for `before`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import hcl2
import yaml

from chassis.runtime.metrics import BUSINESS_METRICS
from local_platform.alarms import read_alarms
from local_platform.manifest import read_platform
from local_platform.service_manifest import QueueTrigger, ScheduleTrigger

ROOT = Path(__file__).parents[2]
TERRAFORM = ROOT / "terraform"
FIGURES_PER_ACT = 3  # Requests, Duration, Errors: chassis/runtime/metrics.py
_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}
type Sizes = Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """A backup plan: how many backups per day, for how many days, of which kinds; copies are kept `copy_days`."""

    runs_per_day: float
    days: int
    kinds: tuple[str, ...]
    copy_days: int


@dataclass(frozen=True)
class Choices:
    """The choices of terraform/ that decide what an environment costs, besides the sizes in common.tfvars.

    Attributes:
        insights: whether Container Insights watches the cluster.
        route_metrics: whether API Gateway writes metrics of every route.
        files_backed_up_by_efs: whether EFS makes daily backups of its own.
        interface_endpoints: services of AWS that have an interface endpoint in both zones.
        engine: version of MySQL.
        endless_logs: whether the database's logs are kept for ever.
        firewall_rules: module → rules of its firewall.
        plans: of AWS Backup.
    """

    insights: bool
    route_metrics: bool
    files_backed_up_by_efs: bool
    interface_endpoints: int
    engine: str
    endless_logs: bool
    firewall_rules: Mapping[str, int]
    plans: tuple[Plan, ...]


@dataclass(frozen=True)
class Declared:
    """What the declarations count, the same in every environment: metrics, alarms, pollers, runs of schedules."""

    alarms: int
    business_figures: int
    acts: int
    routes: int
    queue_triggers: int
    scheduled_runs: float
    scaling_policies: int


def strip_quotes(value: Any) -> Any:  # noqa: ANN401 - any HCL value
    """Remove the quotes and marks of the HCL parser."""
    if isinstance(value, dict):
        return {
            strip_quotes(key): strip_quotes(inside) for key, inside in value.items() if not str(key).startswith("__")
        }
    if isinstance(value, list):
        return [strip_quotes(inside) for inside in value]
    return value.strip('"') if isinstance(value, str) else value


@cache
def read_hcl(file: Path) -> Any:  # noqa: ANN401 - any HCL document
    """Read a file of Terraform."""
    return strip_quotes(hcl2.loads(file.read_text()))


def read_sizes(environment: str) -> Sizes:
    """Read the sizes of an environment."""
    read: Sizes = read_hcl(TERRAFORM / "environments" / environment / "common.tfvars")["environment"]
    return read


def find_resources(module: str, kind: str) -> Iterator[Sizes]:
    """Find the resources of a type in a module."""
    for file in sorted((TERRAFORM / "modules" / module).glob("*.tf")):
        for found in read_hcl(file).get("resource", []):
            yield from found.get(kind, {}).values()


def read_local(module: str, name: str) -> Any:  # noqa: ANN401 - any HCL value
    """Read a local value of a module.

    Raises:
        KeyError: the module has no such value.
    """
    for file in sorted((TERRAFORM / "modules" / module).glob("*.tf")):
        for block in read_hcl(file).get("locals", []):
            if name in block:
                return block[name]
    raise KeyError(f"modules/{module} has no local.{name}")


def read_resource_types() -> set[str]:
    """Read the types of all resources in terraform/."""
    files = [path for path in TERRAFORM.rglob("*.tf") if ".terraform" not in path.parts]
    return {kind for file in files for kind in re.findall(r'^resource "(aws_\w+)"', file.read_text(), re.MULTILINE)}


def read_tiers() -> dict[str, Sizes]:
    """Read the CPU units (1/1024) and the memory (MB) of a task per tier, from modules/wordpress-instance."""
    read: dict[str, Sizes] = read_local("wordpress-instance", "sizes")
    return read


def read_least_tasks() -> int:
    """Read the smallest number of tasks of a tenant."""
    variables = read_hcl(TERRAFORM / "modules" / "wordpress-instance" / "variables.tf")["variable"]
    return int(next(it["tasks"]["default"]["least"] for it in variables if "tasks" in it))


def read_choices(environment: str) -> Choices:
    """Read what terraform/ chooses today for an environment."""
    (cluster,) = find_resources("container-hosting", "aws_ecs_cluster")
    (stage,) = find_resources("http-api", "aws_apigatewayv2_stage")
    (files,) = find_resources("file-system", "aws_efs_backup_policy")
    (database,) = find_resources("database", "aws_db_instance")
    endpoints = find_resources("network", "aws_vpc_endpoint")
    return Choices(
        insights=any(it["name"] == "containerInsights" and it["value"] != "disabled" for it in cluster["setting"]),
        route_metrics=any(it["detailed_metrics_enabled"] for it in stage["default_route_settings"]),
        files_backed_up_by_efs=files["backup_policy"][0]["status"] == "ENABLED",
        interface_endpoints=sum(it["vpc_endpoint_type"] == "Interface" for it in endpoints),
        engine=database["engine_version"],
        endless_logs=not list(find_resources("database", "aws_cloudwatch_log_group")),
        firewall_rules={module: count_firewall_rules(module) for module in ("edge", "balancer")},
        plans=tuple(_read_plans(read_local("backup", "plans"), read_sizes(environment)["backup"])),
    )


def read_choices_before(prices: Sizes, environment: str) -> Choices:
    """Read what was chosen before docs/decisions/0044, as docs/prices.yaml remembers it."""
    before = dict(prices["before"])
    plans = tuple(_read_plans(before.pop("plans"), {}))
    return replace(read_choices(environment), **before, plans=plans)


def _read_plans(plans: Sizes, size: Sizes) -> Iterator[Plan]:
    """Each plan that an environment has; `${var.x}` stands for `x` of its `backup`."""
    for plan in plans.values():
        said = {
            name: size.get(value[6:-1]) if str(value).startswith("${var.") else value for name, value in plan.items()
        }
        if said["days"] not in (None, "null"):
            runs = count_runs_per_day(said["schedule"])
            yield Plan(runs, int(said["days"]), tuple(said["kinds"]), int(said["copy_days"]))


def count_runs_per_day(schedule: str) -> float:
    """Count how often a schedule of EventBridge runs per day: `rate(…)`, hourly, daily or weekly `cron(…)`."""
    if found := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", schedule):
        return _MINUTES["day"] / (int(found[1]) * _MINUTES[found[2]])
    _, hours, _, _, weekday, _ = schedule.removeprefix("cron(").removesuffix(")").split()
    return (24 if hours == "*" else 1) / (1 if weekday in "?*" else 7)


@cache
def read_declared() -> Declared:
    """Read what the declarations of all services count."""
    platform = read_platform(ROOT)
    functions = [it for service in platform.manifests for it in service.functions.values()]
    triggers = [trigger for function in functions for trigger in function.triggers]
    paths = yaml.safe_load((ROOT / "openapi" / "platform.yaml").read_text())["paths"].values()
    acts = sum("operationId" in act for path in paths for act in path.values())
    (policies,) = find_resources("wordpress-instance", "aws_appautoscaling_policy")
    return Declared(
        alarms=len(read_alarms(platform)),
        business_figures=sum(
            len(figures) * len(service.metrics.get(dimension, ()))
            for service in platform.manifests
            for dimension, figures in BUSINESS_METRICS.items()
        ),
        acts=acts,
        routes=acts + len(paths) + 1,  # one per act, `ANY` per path, and `$default`: modules/service/routes.tf
        queue_triggers=sum(isinstance(it, QueueTrigger) for it in triggers),
        scheduled_runs=sum(count_runs_per_day(it.schedule) for it in triggers if isinstance(it, ScheduleTrigger)),
        scaling_policies=len(policies["for_each"]),
    )


def count_firewall_rules(module: str) -> int:
    """Count the rules that modules/firewall makes for a module; AWS charges each."""
    files = [read_hcl(file) for file in sorted((TERRAFORM / "modules" / module).glob("*.tf"))]
    (wall,) = (it["firewall"] for read in files for it in read.get("module", []) if "firewall" in it)
    return len(wall["managed"]) + ("shut" in wall) + (2 if "keyed" in wall else 0) + 1  # the limit per address
