"""Compares a page of 50 people of a tenant with 100,000 people and of one with 100: CPU and queries."""

import argparse
import logging
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from io import StringIO
from typing import Any
from unittest.mock import patch

from emulated import emulated
from memory_table import Asked, MemoryTable
from rounds import compare

from chassis.access.caller import Caller, Role
from chassis.dynamodb.attributes import to_attributes
from chassis.dynamodb.table import Page, Select, Table
from chassis.http.paging import Cursors
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.testing import http_event
from chassis.testing.events import EDGE_KEYS
from tenants import dependencies
from tenants.api import api
from tenants.dao import keys
from tenants.dao.membership_dao import MembershipDAO
from tenants.domain.membership import Membership

TABLE = "bbws-tenants-bench"
CURSOR_KEY = "bench"
FEW = "tenant-aaaaaaaa-2fa1-4d2e-883f-0016d3cca427"
MANY = "tenant-bbbbbbbb-2fa1-4d2e-883f-0016d3cca427"
FEWEST = 100
EMULATED = 1_000
TOLERANCE = 0.10
PAGE = 50
BATCH = 25  # items that one BatchWriteItem takes
PAGES_A_ROUND = 5
STAFF = Caller("user-bench", "bench@example.com", Role.PLATFORM_VIEWER)
PATH = "/v1.0/tenants/{tenant_id}/users"
ENVIRONMENT = {
    "TENANTS_TABLE": TABLE,
    "OPERATIONS_TABLE": TABLE,
    "CURSOR_KEY": CURSOR_KEY,
    "LOG_HASH_KEY": "bench",
    "DOCS_URL": "",
    "SIGN_IN_URL": "",
    "SIGN_IN_CLIENT": "",
    **EDGE_KEYS,
}


def main() -> int:
    """Print the ratios and the queries of a page; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=31, help="rounds")
    parser.add_argument("--many", type=int, default=100_000, help="people of the larger tenant")
    options = parser.parse_args()
    logging.disable()
    os.environ.update(ENVIRONMENT)
    left = asked_of_the_emulator()
    print(f"asked of the emulated DynamoDB, out of {EMULATED}: {left}")
    with in_memory(options.many) as table:
        first, middle = (ratio(table, options.many, options.n, half=half) for half in (False, True))
        with patch.object(Table, "page", counting_page):
            control = cpu(MANY, None, pages=1) / cpu(FEW, None, pages=1)
    print(f"control, a list that counts everybody for a total: CPU {control:.0f}")
    one_query = left == [Asked("Query", PAGE + 1, PAGE + 1)]
    return 0 if first and middle and one_query and control > 1 + TOLERANCE else 1


def ratio(table: MemoryTable, many: int, rounds: int, *, half: bool) -> bool:
    """Compare first pages, or pages from the middle; return whether the goals are met."""
    starts = {
        tenant: start_at(tenant, size // 2 - 1) if half else None for tenant, size in ((FEW, FEWEST), (MANY, many))
    }
    table.asked.clear()
    list_page(MANY, starts[MANY])
    asked = list(table.asked)
    found = compare(lambda: cpu(MANY, starts[MANY]), lambda: cpu(FEW, starts[FEW]), rounds)
    where = "from the middle" if half else "first"
    print(f"page of {PAGE}, {where}, out of {many} / out of {FEWEST}: CPU {found}; asked {asked}")
    return abs(found.median - 1) <= TOLERANCE and asked == [Asked("Query", PAGE + 1, PAGE + 1)]


@contextmanager
def in_memory(many: int) -> Iterator[MemoryTable]:
    """Store both tenants in a table in this process; no request is sent."""
    os.environ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    forget()
    table = MemoryTable()
    for tenant_id, count in ((FEW, FEWEST), (MANY, many)):
        table.put(keys.tenant_partition(tenant_id), [item(tenant_id, number) for number in range(count)])
    clients.dynamodb().meta.events.register("before-send.dynamodb", table.answer)
    yield table
    forget()


def asked_of_the_emulator() -> list[Asked]:
    """List the queries of the first page to an emulated table, with the number of items that it examined."""
    limits: list[int | None] = []
    asked: list[Asked] = []

    def leaves(params: dict[str, Any], **_: object) -> None:
        limits.append(params.get("Limit"))

    def answered(parsed: dict[str, Any], model: Any, **_: object) -> None:  # noqa: ANN401 - botocore's own type
        asked.append(Asked(model.name, limits.pop(), parsed.get("ScannedCount", 0)))

    with emulated():
        forget()
        clients.dynamodb().create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("PK", "SK")],
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        )
        for first in range(0, EMULATED, BATCH):
            puts = [{"PutRequest": {"Item": item(MANY, number)}} for number in range(first, first + BATCH)]
            clients.dynamodb().batch_write_item(RequestItems={TABLE: puts})
        clients.dynamodb().meta.events.register("provide-client-params.dynamodb", leaves)
        clients.dynamodb().meta.events.register("after-call.dynamodb", answered)
        list_page(MANY, None)
    return asked


def forget() -> None:
    """Forget clients and services; the next use creates them again."""
    clients.forget()
    for made in vars(dependencies).values():
        if hasattr(made, "cache_clear"):
            made.cache_clear()


def item(tenant_id: str, number: int) -> dict[str, Any]:
    """Build the item of the member with this number; ids ascend and are equally long."""
    member = Membership(
        tenant_id=tenant_id,
        user_id=user_id(number),
        email=f"person-{number:06}@example.com",
        role=Role.TENANT_VIEWER,
        assigned_at="2026-01-01T00:00:00.000Z",
        assigned_by="bench@example.com",
    )
    return dict(to_attributes(MembershipDAO.item(member)))


def user_id(number: int) -> str:
    """Return the id of the person with this number."""
    return f"user-{uuid.UUID(int=number << 64)}"


def start_at(tenant_id: str, number: int) -> str:
    """Build the cursor of the page after the person with this number, as the page before would return it."""
    key = keys.member(tenant_id, user_id(number))
    scope = ("list_users", STAFF.user_id, tenant_id, "")
    return str(Cursors(CURSOR_KEY).write({"PK": key["PK"], "SK": key["SK"]}, scope, utc_now()))


_page = Table.page


def counting_page(table: Table, select: Select, *, size: int, after: Any = None) -> Page:  # noqa: ANN401 - as in Table.page
    """Read every item to count them, which the service does not do; for comparison."""
    _page(table, replace(select, examine=1_000_000), size=size, after=after)
    return _page(table, select, size=size, after=after)


def list_page(tenant_id: str, start: str | None) -> None:
    """Request a page.

    Raises:
        RuntimeError: the answer is not the requested page.
    """
    query = {"pageSize": str(PAGE)} | ({"startAt": start} if start else {})
    with redirect_stdout(StringIO()):
        reply = api(http_event("GET", PATH, caller=STAFF, parameters={"tenant_id": tenant_id}, query=query), None)
    if reply["statusCode"] != 200 or reply["body"].count('"email"') != PAGE:  # noqa: PLR2004 - HTTP's own number
        raise RuntimeError(f"not the page that was asked for: {reply['statusCode']} {reply['body'][:300]}")


def cpu(tenant_id: str, start: str | None, pages: int = PAGES_A_ROUND) -> float:
    """Measure the CPU seconds of some pages in this process."""
    begun = time.process_time()
    for _ in range(pages):
        list_page(tenant_id, start)
    return time.process_time() - begun


if __name__ == "__main__":
    raise SystemExit(main())
