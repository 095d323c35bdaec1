"""Checks the DynamoDB calls of every act: no Scan, one call per read, one write per write, no key of another tenant."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from chassis.access.caller import Caller
from chassis.dynamodb.attributes import from_attributes
from chassis.http.api import Api
from chassis.runtime.ids import slug_of

GUARDS = ("ORGNAME#", "SLUG#", "SUBDOMAIN#", "INVTOKEN#", "TEMPLATE", "PLATFORM", "ACTIVE#", "OUTBOX#")
"""Named global guards: keys that belong to no tenant (docs/tenancy.md)."""
OF_STAFF = ("TENANTS", "STATUS#", "ENV#")
"""Partitions that list tenants of everybody, for platform staff only."""
_OK = range(200, 300)
_READS = {
    **dict.fromkeys(("list_operations", "list_tenant_operations"), 2),
    **{"get_site_status": 2, "list_instances": 2, "list_team_users": 2},
    **{"get_tenant_user": 2, "get_user": 2, "list_user_tenants": 2},
}
"""Reads that need two: keys of operations and the operations themselves; a site and its operation; an empty list, and
whether its owner exists; a person by address."""
_BULK = frozenset({"create_invitations"})
"""Writes with a result, and so a transaction, for each item."""
_FOUND_BY_SECRET = frozenset({"lookup_invitation", "accept_invitation", "decline_invitation"})
"""Acts whose tenant is the one that a secret leads to."""
_DIRECTORY = {
    **dict.fromkeys(("assign_user", "get_user", "list_user_tenants"), ("EMAIL#", "USER#")),
    **dict.fromkeys(("get_tenant_user", "update_user_role", "set_user_role", "unassign_user"), ("EMAIL#",)),
}
"""Acts that look another person up; what they may then tell is narrowed to shared tenants."""


@dataclass
class Request:
    """One call of an API function, what it asked of DynamoDB, and what of that was not refused."""

    act: str
    event: Mapping[str, Any]
    calls: list[tuple[str, list[str]]] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)

    @property
    def caller(self) -> Caller | None:
        """Who asked."""
        context = self.event["requestContext"]["authorizer"]["lambda"].get("caller")
        return Caller.from_context(context) if context else None

    def faults(self, status: int) -> Iterator[str]:
        """What the call should not have done."""
        if "Scan" in [name for name, _ in self.calls]:
            yield f"{self.act} scans a table"
        waits = any(name.lower() == "prefer" for name in self.event["headers"])
        if status in _OK and not waits:
            yield from self._counts()
        for name, keys in self.calls:
            yield from (f"{self.act}: {name} touches {key}" for key in keys if not self._may_touch(key))

    def _counts(self) -> Iterator[str]:
        """Allow one call per read and one transaction per write; updates of copies do not count."""
        is_read = self.event["routeKey"].startswith("GET ")
        if is_read and len(self.accepted) > _READS.get(self.act, 1):
            yield f"{self.act} is a read of {len(self.accepted)} calls: {self.accepted}"
        if self.accepted.count("TransactWriteItems") > 1 and self.act not in _BULK:
            yield f"{self.act} is a write of several transactions: {self.accepted}"

    def _may_touch(self, key: str) -> bool:
        caller = self.caller
        if key.startswith(GUARDS) or (caller and key == f"USER#{caller.user_id}"):
            return True
        if key.startswith(_DIRECTORY.get(self.act, ())) or self.act in _FOUND_BY_SECRET:
            return True
        if key.startswith(OF_STAFF):
            return bool(caller and caller.platform_role)
        ids = self.event.get("pathParameters") or {}
        tenant = ids.get("tenant_id", ids.get("operation_id"))  # an operation's id carries its tenant
        if tenant is None:  # no tenant in the path: what the caller belongs to, and for staff everything
            return bool(caller and (caller.platform_role or _tenant(key) in _tenants(caller)))
        return _tenant(key) in _names(tenant)


def _act(api: Api, event: Mapping[str, Any]) -> str:
    act = api.routes.get(event["routeKey"])
    return act.name if act else str(event["routeKey"])


def _tenant(key: str) -> str:
    return key.removeprefix("TENANT#").partition("#")[0]


def _names(tenant_id: str) -> set[str]:
    try:
        return {tenant_id, slug_of(tenant_id)}
    except ValueError:
        return {tenant_id}


def _tenants(caller: Caller) -> set[str]:
    return {name for tenant_id in caller.memberships for name in _names(tenant_id)}


@contextmanager
def spying() -> Iterator[list[str]]:
    """Watch everything in the block; the list fills with what no act should do."""
    found: list[str] = []
    current = threading.local()
    serve, send = vars(Api)["__call__"], vars(BaseClient)["_make_api_call"]

    def watched(api: Api, event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
        outer = getattr(current, "request", None)
        request = current.request = Request(_act(api, event), event)
        try:
            reply: dict[str, Any] = serve(api, event, context)
        finally:
            current.request = outer
        found.extend(request.faults(reply["statusCode"]))
        return reply

    def noted(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - botocore's own type
        request: Request | None = getattr(current, "request", None)
        if request is None or client.meta.service_model.service_name != "dynamodb":
            return send(client, operation, arguments)
        request.calls.append((operation, list(partition_keys(operation, arguments))))
        answer = send(client, operation, arguments)
        request.accepted.append(operation)
        return answer

    with patch.object(Api, "__call__", watched), patch.object(BaseClient, "_make_api_call", noted):
        yield found


def partition_keys(operation: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    """The partition keys that a DynamoDB request names."""
    if operation == "TransactWriteItems":
        for write in arguments["TransactItems"]:
            yield from partition_keys("", next(iter(write.values())))
    elif operation == "BatchGetItem":
        for table in arguments["RequestItems"].values():
            yield from (from_attributes(key)["PK"] for key in table["Keys"])
    elif operation == "Query":
        yield from_attributes(arguments["ExpressionAttributeValues"])[":v0"]
    elif key := arguments.get("Key") or arguments.get("Item"):
        yield from_attributes(key)["PK"]
