"""A DynamoDB table in this process, of any size: it answers botocore's requests before they are sent.

Our code and botocore run as usual: expressions, JSON, signing, parsing. Only the network and DynamoDB's own work are
missing. The table knows `Query` of one partition with a prefix, a limit, a start key, and filters of equality. It
refuses any other request, so that no page costs less than from DynamoDB.
"""

import bisect
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

_KEYS = re.compile(r"(?P<pk>#\w+) = (?P<pk_value>:\w+) AND begins_with\((?P<sk>#\w+), (?P<prefix>:\w+)\)")
_EQUAL = re.compile(r"(#\w+) = (:\w+)(?: AND |$)")


@dataclass(frozen=True)
class Asked:
    """One query: its operation and limit, and how many items were examined for it."""

    operation: str
    limit: int | None
    examined: int


@dataclass
class MemoryTable:
    """Items by partition, sorted by sort key; `asked` records the queries."""

    asked: list[Asked] = field(default_factory=list)
    _partitions: dict[str, tuple[list[str], list[dict[str, Any]]]] = field(default_factory=dict)

    def put(self, partition: str, items: Sequence[dict[str, Any]]) -> None:
        """Fill a partition with items as DynamoDB writes them, sorted by SK."""
        self._partitions[partition] = ([item["SK"]["S"] for item in items], list(items))

    def answer(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """Answer a request in place of the network; handles botocore's event `before-send`."""
        operation = str(request.headers["X-Amz-Target"], "ascii").partition(".")[2]
        if operation != "Query":
            raise NotImplementedError(f"{operation}: this table answers queries only")
        content = json.dumps(self._query(json.loads(request.body)), separators=(",", ":")).encode()
        return AWSResponse(request.url, 200, {"Content-Type": "application/x-amz-json-1.0"}, _Raw(content))

    def _query(self, wish: Mapping[str, Any]) -> dict[str, Any]:
        names, values = wish["ExpressionAttributeNames"], wish["ExpressionAttributeValues"]
        found = _KEYS.fullmatch(wish["KeyConditionExpression"])
        if found is None or "IndexName" in wish or not wish.get("ScanIndexForward", True):
            raise NotImplementedError(f"this table does not know {wish}")
        sort_keys, items = self._partitions[values[found["pk_value"]]["S"]]
        prefix, limit = values[found["prefix"]]["S"], wish.get("Limit")
        start = wish.get("ExclusiveStartKey", {}).get("SK", {}).get("S")
        first = bisect.bisect_right(sort_keys, start) if start else bisect.bisect_left(sort_keys, prefix)
        last = min(bisect.bisect_left(sort_keys, prefix + "\U0010ffff"), first + (limit or len(items)))
        looked_at = items[first:last]
        self.asked.append(Asked("Query", limit, len(looked_at)))
        filters = list(_filters(wish.get("FilterExpression", ""), names, values))
        kept = [item for item in looked_at if all(item.get(name) == value for name, value in filters)]
        more = (
            {"LastEvaluatedKey": {name: items[last - 1][name] for name in ("PK", "SK")}}
            if limit and last - first == limit
            else {}
        )
        return {"Items": kept, "Count": len(kept), "ScannedCount": len(looked_at), **more}


def _filters(expression: str, names: Mapping[str, str], values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if _EQUAL.sub("", expression):
        raise NotImplementedError(f"this table does not know the filter {expression}")
    yield from ((names[name], values[value]) for name, value in _EQUAL.findall(expression))


@dataclass(frozen=True)
class _Raw:
    """The body of an answer, in the form that botocore reads."""

    content: bytes

    def stream(self, **_: object) -> Iterator[bytes]:
        """Yield the whole body at once."""
        yield self.content
