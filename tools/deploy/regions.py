"""Fails over from prod to its recovery Region and back. The Regions come from the environments' files."""

import sys
import time
from argparse import Namespace
from pathlib import Path

from deploy import aws
from deploy.checkout import list_services
from deploy.environment_files import read_settings
from deploy.failover import Failover, RegionControl

ROOT = Path(__file__).parents[2]


def fail_over(options: Namespace) -> str:
    """Make the recovery Region the writer instead of prod's own Region."""
    _plan_failover("prod", "recovery", options).run()
    return "next: check the list in docs/runbooks/disaster-recovery.md.\n"


def fail_back(options: Namespace) -> str:
    """Make prod's own Region the writer again; both Regions must answer."""
    _plan_failover("recovery", "prod", options).run()
    return ""


def _plan_failover(source: str, target: str, options: Namespace) -> Failover:
    return Failover(
        source=_read_region(source),
        target=_read_region(target),
        edge=aws.cloudfront_client(),
        settle=lambda: time.sleep(options.settle),
        report=_print_line,
        lost=getattr(options, "lost", False),
    )


def _read_region(environment: str) -> RegionControl:
    [region] = read_settings(ROOT, environment, "common.tfvars", "region")
    names = [name for service in list_services(ROOT) for name in service.function_names(environment)]
    return RegionControl(region, environment, names, aws.lambda_client(region), aws.ssm_client(region))


def _print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
