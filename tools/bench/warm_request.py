"""CPU time of a warm request without logging: authorize, check, validate, call, link, render; no table is asked."""

import argparse
import importlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rounds import judge
from wide_api import COLLECTION, write_api

from chassis.access.caller import Role
from chassis.http.api import Api
from chassis.testing import caller, http_event
from chassis.testing.events import EDGE_KEYS

LIMIT = 150  # microseconds of CPU
TENANT = "tenant-aaaaaaaa-2fa1-4d2e-883f-0016d3cca427"
MEMBER = caller(Role.TENANT_ADMIN, tenant_id=TENANT)
REQUESTS = 300
BODY = {"thingName": "A thing of ours", "color": "green", "weight": 12}


def events() -> dict[str, dict[str, Any]]:
    """A read and a write of the last route of a table of a hundred."""
    path, ids = f"{COLLECTION}49", {"tenant_id": TENANT}
    return {
        "read": http_event("GET", path, caller=MEMBER, parameters=ids, query={"pageSize": "50"}),
        "write": http_event("POST", path, caller=MEMBER, parameters=ids, body=BODY),
    }


def microseconds(api: Api, event: Mapping[str, Any]) -> float:
    """CPU of one of many requests."""
    begun = time.process_time()
    for _ in range(REQUESTS):
        api({**event}, None)
    return (time.process_time() - begun) / REQUESTS * 1e6


def main() -> int:
    """Print the CPU of a read and of a write; 1 when one is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=21, help="rounds")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work, patch.object(Api, "_log_request"), patch.dict(os.environ, EDGE_KEYS):
        sys.path.insert(0, work)
        api = importlib.import_module(f"{write_api(Path(work), 100)}.api").api
        missed = 0
        for kind, event in events().items():
            reply = api(event, None)
            if "data" not in json.loads(reply["body"]):
                raise RuntimeError(f"not what was asked for: {reply}")
            taken = judge([microseconds(api, event) for _ in range(given.n)])
            missed += taken.median > LIMIT
            print(f"warm {kind}: {taken.median:.0f} [{taken.low:.0f}, {taken.high:.0f}] µs CPU (≤ {LIMIT})")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
