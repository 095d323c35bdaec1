"""A page of 50 operations through the front door, out of a tenant's 10,000 and out of another's 100: CPU and calls."""

import argparse
import logging
import os
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO

from emulated import emulated
from rounds import compare

from chassis.access.caller import Caller, Role
from chassis.dynamodb.attributes import to_attributes
from chassis.operations.operation_log import NewOperation, OperationLog
from chassis.runtime import clients
from chassis.testing import http_event
from operations.api import api

TABLE = "bbws-operations-bench"
FEW = "tenant-aaaaaaaa-2fa1-4d2e-883f-0016d3cca427"
MANY = "tenant-bbbbbbbb-2fa1-4d2e-883f-0016d3cca427"
PAGE = 50
TOLERANCE = 0.15
STAFF = Caller("user-bench", "bench@example.com", Role.PLATFORM_VIEWER)
BATCH = 25
PAGES_A_ROUND = 5


def main() -> int:
    """Print the ratio and the calls a page; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=15, help="rounds")
    parser.add_argument("--many", type=int, default=10_000, help="operations of the larger tenant")
    options = parser.parse_args()
    logging.disable()
    with emulated():
        os.environ.update(OPERATIONS_TABLE=TABLE, CURSOR_KEY="bench", LOG_HASH_KEY="bench")
        create_table(TABLE)
        fill(FEW, 100)
        fill(MANY, options.many)
        calls = count_calls()
        with redirect_stdout(StringIO()):
            list_page(MANY)
        made = len(calls)
        ratio = compare(lambda: cpu(MANY), lambda: cpu(FEW), options.n)
    print(f"page of {PAGE} out of {options.many} / out of 100: CPU {ratio}, {made} call a page")
    return 0 if abs(ratio.median - 1) <= TOLERANCE and made == 1 else 1


def create_table(name: str) -> None:
    """A table with the one index that lists ask, if any."""
    key = ["PK", "SK", "GSI1PK", "GSI1SK"]
    clients.dynamodb().create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in key],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "GSI1",
                "KeySchema": [
                    {"AttributeName": "GSI1PK", "KeyType": "HASH"},
                    {"AttributeName": "GSI1SK", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )


def fill(tenant_id: str, count: int) -> None:
    """Promise `count` operations, a second apart."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    items = []
    for number in range(count):
        log = OperationLog(clients.dynamodb(), TABLE, lambda at=moment + timedelta(seconds=number): at)
        new = NewOperation(
            tenant_id=tenant_id,
            operation_type="SITE_CREATION",
            resource_type="SITE",
            resource_id=f"site-{number}",
            resource_href=f"/v1.0/tenants/{tenant_id}/sites/site-{number}",
            steps=[("create_site", "Create the site"), ("verify_site", "Verify the site")],
            created_by="user-bench",
            correlation_id="bench",
        )
        items.append(to_attributes(log.begin(new)[1].item))
    for first in range(0, count, BATCH):
        puts = [{"PutRequest": {"Item": item}} for item in items[first : first + BATCH]]
        clients.dynamodb().batch_write_item(RequestItems={TABLE: puts})


def count_calls() -> list[str]:
    """Every call that the DynamoDB client makes from now on."""
    calls: list[str] = []
    record: Callable[..., None] = lambda model, **_: calls.append(model.name)  # noqa: E731 - botocore wants keywords
    clients.dynamodb().meta.events.register("before-call.dynamodb", record)
    return calls


def list_page(tenant_id: str) -> None:
    """Ask for the newest page."""
    path, query = "/v1.0/tenants/{tenant_id}/operations", {"pageSize": str(PAGE)}
    reply = api(http_event("GET", path, caller=STAFF, parameters={"tenant_id": tenant_id}, query=query), None)
    if reply["statusCode"] != 200 or reply["body"].count('"operationId"') != PAGE:  # noqa: PLR2004 - HTTP's own number
        raise RuntimeError(f"not the page that was asked for: {reply['statusCode']} {reply['body'][:300]}")


def cpu(tenant_id: str) -> float:
    """CPU seconds of some pages in this process; the embedded AWS runs in another."""
    return cpu_of_pages(lambda: list_page(tenant_id))


def cpu_of_pages(list_one: Callable[[], None], pages: int = PAGES_A_ROUND) -> float:
    """CPU seconds of some pages; the metrics that a function prints go nowhere."""
    with redirect_stdout(StringIO()):
        begun = time.process_time()
        for _ in range(pages):
            list_one()
        return time.process_time() - begun


if __name__ == "__main__":
    raise SystemExit(main())
