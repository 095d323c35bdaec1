"""prod and its recovery Region as the environments' files name them, and the two ways between them."""

import re
import sys
import time
from argparse import Namespace
from pathlib import Path

from deploy import aws
from deploy.house import services
from deploy.recovery import Move, Side

ROOT = Path(__file__).parents[2]
_REGION = re.compile(r'^  region += "([a-z0-9-]+)"', re.MULTILINE)


def fail_over(given: Namespace) -> str:
    """Let the recovery Region write instead of prod's own."""
    _move("prod", "recovery", given).carry_out()
    return "next: docs/runbooks/disaster-recovery.md says what to look at.\n"


def fail_back(given: Namespace) -> str:
    """Let prod's own Region write again; both must answer."""
    _move("recovery", "prod", given).carry_out()
    return ""


def _move(source: str, target: str, given: Namespace) -> Move:
    return Move(
        source=_side(source),
        target=_side(target),
        edge=aws.edge(),
        settle=lambda: time.sleep(given.settle),
        say=_say,
        lost=getattr(given, "lost", False),
    )


def _side(environment: str) -> Side:
    sizes = (ROOT / "terraform" / "environments" / environment / "common.tfvars").read_text()
    region = _REGION.findall(sizes)[0]
    names = [name for service in services(ROOT) for name in service.function_names(environment)]
    return Side(region, environment, names, aws.functions(region), aws.parameters(region))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
