"""CPU time of a function's start (import, DynamoDB client) in a fresh process, against a bare botocore client."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial

from rounds import compare

LIMITS = {  # × the floor; an untrimmed botocore is on both sides
    "templates.main": 2.2,
    "operations.main": 2.2,
    "tenants.main": 2.4,
    "instances.main": 2.4,
    "sites.main": 2.5,
    "mail.mailer_main": 1.9,
}
FLOOR = "import botocore.session; botocore.session.get_session().create_client('dynamodb')"
OURS = "import {module}; from chassis import clients; clients.dynamodb()"
TIMED = "import time; begun = time.process_time(); {code}; print(time.process_time() - begun)"
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "AWS_REGION": "af-south-1",
    "AWS_DEFAULT_REGION": "af-south-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}


def seconds(code: str) -> float:
    """CPU seconds that `code` takes in a fresh interpreter, without the interpreter's own start."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(code=code)], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main() -> int:
    """Print one row a function; 1 when one is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=15, help="rounds")
    rounds = parser.parse_args().n
    floor: Callable[[], float] = partial(seconds, FLOOR)
    missed = 0
    for module, limit in LIMITS.items():
        ratio = compare(partial(seconds, OURS.format(module=module)), floor, rounds)
        missed += ratio.median > limit
        print(f"{module:20} {ratio}  limit {limit}{'  MISSED' if ratio.median > limit else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
