"""Compares the quotas of an empty account with what an environment needs, and requests the missing ones."""

import math
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import yaml

from deploy.environment_files import find_in, read_settings
from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_ses import SESClient

ROOT = Path(__file__).parents[2]
TIERS = ("BASIC", "STANDARD", "PREMIUM", "ENTERPRISE")
SECONDS_PER_REQUEST = 1  # that a request occupies a function, its authorizer included: a cold start and a slow table
UNCAPPED = 2  # pollers that Lambda starts with for a queue without `concurrency`
SANDBOX_MAILS = 200  # per day, to verified addresses only
_OPEN = ("PENDING", "CASE_OPENED")


@dataclass(frozen=True)
class Quota:
    """One quota, by the codes of Service Quotas.

    Attributes:
        needed: what the environment needs, in the quota's unit.
        because: where that figure comes from.
    """

    name: str
    service: str
    code: str
    needed: int
    because: str


def list_needed(root: Path, environment: str, tenants: int, tier: str, sites: int) -> list[Quota]:
    """List the quotas that an environment with so many tenants of a tier comes near, `sites` each."""
    file = root / "terraform" / "environments" / environment / "common.tfvars"
    calls = int(find_in(file, r"throttle *= *{ *rate *= *(\d+)")) * SECONDS_PER_REQUEST
    zones = find_in(file, r"nat_zones *= *\[([^]]+)").count(",") + 1
    workers = _count_workers(root)
    vcpus, reason = _count_vcpus(root, tenants, tier)
    api = f"{calls} of the API at its throttle, {workers} workers"
    return [
        Quota("Lambda: concurrent executions", "lambda", "L-B99A9384", calls + workers, api),
        Quota("Fargate: vCPUs on demand", "fargate", "L-3032A538", vcpus, reason),
        Quota("VPC: networks per Region", "vpc", "L-F678F1CE", 2, "the default one and ours"),
        Quota("VPC: NAT gateways per zone", "vpc", "L-FE5A380F", 1, "one per zone"),
        Quota("EC2: elastic addresses", "ec2", "L-0263D0A3", zones, f"one per NAT gateway, in {zones} zone(s)"),
        Quota(
            "Balancer: rules", "elasticloadbalancing", "L-7EED9B64", tenants * (1 + sites), "one per tenant and site"
        ),
    ]


def _count_workers(root: Path) -> int:
    """Count the executions at once of all consumers: their declared limit, and one per stream."""
    functions = [
        function
        for manifest in root.glob("*/service.yaml")
        for function in yaml.safe_load(manifest.read_text())["functions"].values()
    ]
    triggers = [trigger for function in functions for trigger in function.get("triggers") or []]
    return sum(trigger.get("concurrency", UNCAPPED) if "queue" in trigger else 1 for trigger in triggers)


def _count_vcpus(root: Path, tenants: int, tier: str) -> tuple[int, str]:
    """Count vCPUs: every tenant's least tasks, and one tenant scaled out to its most while it is replaced."""
    module = root / "terraform" / "modules" / "wordpress-instance"
    cpu = int(find_in(module / "main.tf", rf"{tier} *= *{{ *cpu *= *(\d+)"))
    least, most = (
        int(find_in(module / "variables.tf", rf"default *= *{{.*\b{name} *= *(\d+)")) for name in ("least", "most")
    )
    count = (tenants - 1) * least + most
    return math.ceil(count * cpu / 1024), f"{count} tasks of {tier}: {tenants} tenants, one at its most"


class Account:
    """An account in one Region: its quotas, and requests for more."""

    def __init__(self, quotas: Any, functions: "LambdaClient", mail: "SESClient") -> None:  # noqa: ANN401 - no stubs
        self._quotas, self._functions, self._mail = quotas, functions, mail

    def read(self, quota: Quota) -> float:
        """Read the value in force. For Lambda, Service Quotas shows the default of AWS, not a new account's 10."""
        if quota.service == "lambda":
            return float(self._functions.get_account_settings()["AccountLimit"]["ConcurrentExecutions"])
        try:
            found = self._quotas.get_service_quota(ServiceCode=quota.service, QuotaCode=quota.code)
        except self._quotas.exceptions.NoSuchResourceException:  # never changed for this account
            found = self._quotas.get_aws_default_service_quota(ServiceCode=quota.service, QuotaCode=quota.code)
        return float(found["Quota"]["Value"])

    def find_request(self, quota: Quota) -> float | None:
        """Find the value that is requested and not yet decided."""
        pages = self._quotas.get_paginator("list_requested_service_quota_change_history_by_quota")
        found = pages.paginate(ServiceCode=quota.service, QuotaCode=quota.code)
        values = [it["DesiredValue"] for page in found for it in page["RequestedQuotas"] if it["Status"] in _OPEN]
        return max(values, default=None)

    def request(self, quota: Quota) -> None:
        """Request what is needed."""
        self._quotas.request_service_quota_increase(
            ServiceCode=quota.service, QuotaCode=quota.code, DesiredValue=float(quota.needed)
        )

    def may_mail_anybody(self) -> bool:
        """Whether SES lets the account write to addresses that are not verified."""
        return self._mail.get_send_quota()["Max24HourSend"] > SANDBOX_MAILS


def check(options: Namespace) -> str:
    """Compare the account's quotas with what the environment needs; --ask requests the missing ones."""
    [region] = read_settings(ROOT, options.env, "common.tfvars", "region")
    account = Account(
        boto3.client("service-quotas", region), boto3.client("lambda", region), boto3.client("ses", region)
    )
    needed = list_needed(ROOT, options.env, options.tenants, options.tier, options.sites)
    lines = list(report(account, needed, ask=options.ask))
    text = "".join(f"{line}\n" for line, _ in lines)
    if all(enough for _, enough in lines):
        return text
    raise CommandError(f"{text}Wait for AWS's answers before you apply the stacks; `--ask` requests what is missing.")


def report(account: Account, needed: list[Quota], *, ask: bool) -> Iterator[tuple[str, bool]]:
    """Yield one line per quota, and whether it is enough."""
    for quota in needed:
        has = account.read(quota)
        if has >= quota.needed:
            yield f"{quota.name}: has {has:.0f}, needs {quota.needed}", True
            continue
        yield f"{quota.name}: has {has:.0f}, needs {quota.needed} ({quota.because}); {_ask(account, quota, ask)}", False
    anybody = account.may_mail_anybody()
    yield (
        f"SES: {'sends to everybody' if anybody else f'{SANDBOX_MAILS} mails per day to verified addresses only'}",
        anybody,
    )


def _ask(account: Account, quota: Quota, ask: bool) -> str:
    """Request a quota unless that was done; say how it stands."""
    requested = account.find_request(quota)
    if requested is not None and requested >= quota.needed:
        return f"{requested:.0f} requested, AWS has not decided"
    if not ask:
        return "not requested"
    account.request(quota)
    return f"{quota.needed} requested now"
