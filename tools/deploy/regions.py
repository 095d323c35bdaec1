"""Fails over from prod to its recovery Region and back. The Regions come from the environments' files."""

import time
from argparse import Namespace
from pathlib import Path

import boto3

from deploy.checkout import list_services
from deploy.command_line import print_line
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
        edge=boto3.client("cloudfront", "us-east-1"),
        settle=lambda: time.sleep(options.settle),
        report=print_line,
        lost=getattr(options, "lost", False),
    )


def _read_region(environment: str) -> RegionControl:
    [region] = read_settings(ROOT, environment, "common.tfvars", "region")
    names = [name for service in list_services(ROOT) for name in service.function_names(environment)]
    return RegionControl(region, environment, names, boto3.client("lambda", region), boto3.client("ssm", region))
