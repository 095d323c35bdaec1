"""Copies items from a side table to the table in use: missing items, and on request items that differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import batched
from typing import TYPE_CHECKING, Any

from chassis.runtime.ids import slug_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Item = Mapping[str, Any]  # attributes in DynamoDB's format: {"S": "…"}

_KEY = ("PK", "SK")
_BATCH_SIZE = 100  # limit of one BatchGetItem call
_COUNTERS = (
    "version",
    "fence",
)  # must never go back: a writer with the higher number would reject or overwrite the item
_EXPIRY = "expiresAtEpoch"


class Verdict(StrEnum):
    """Result of comparing one item of the side table."""

    MISSING = "missing"
    DIFFERS = "differs"
    SAME = "same"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Difference:
    """An item in the side table (`was`) and in the table in use (`now`, None when it is missing)."""

    was: Item
    now: Item | None
    verdict: Verdict

    @property
    def kind(self) -> str:
        """Kind of item, without ids: `TENANT/SITE`."""
        return "/".join(self.was[part]["S"].partition("#")[0] for part in _KEY)

    @property
    def key(self) -> str:
        """Partition and sort key of the item."""
        return " ".join(self.was[part]["S"] for part in _KEY)


@dataclass(frozen=True)
class TableCopy:
    """Copies from `side` to `table`, the items of one tenant or of all (tenant "")."""

    tables: "DynamoDBClient"
    side: str
    table: str
    tenant: str
    now: int  # epoch seconds; expired items count as deleted

    def compare(self) -> Iterator[Difference]:
        """Compare every wanted item of the side table with the table in use. Reads only.

        It reads the whole side table, because unique-name guards are stored in their own partitions.
        """
        for batch in batched(filter(self._is_wanted, self._scan_side_table()), _BATCH_SIZE):
            present = {_key_of(found): found for found in self._get_current(batch)}
            for was in batch:
                now = present.get(_key_of(was))
                yield Difference(was, now, self._judge(was, now))

    def write(self, difference: Difference) -> bool:
        """Write one item if it has not changed since the comparison. Return whether it was written."""
        put: Any = {"TableName": self.table, "Item": _advance_counters(difference.was, difference.now)}
        try:
            self.tables.put_item(**put, **_build_condition(difference.now))
        except self.tables.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _scan_side_table(self) -> Iterator[Item]:
        for page in self.tables.get_paginator("scan").paginate(TableName=self.side):
            yield from page["Items"]

    def _is_wanted(self, item: Item) -> bool:
        if not self.tenant:
            return True
        owner = item.get("tenantId", {}).get("S")
        return owner == self.tenant or item["PK"]["S"] in (f"TENANT#{self.tenant}", f"TENANT#{slug_of(self.tenant)}")

    def _get_current(self, batch: Sequence[Item]) -> Iterator[Item]:
        asked: Any = {self.table: {"Keys": [{part: item[part] for part in _KEY} for item in batch]}}
        asked[self.table]["ConsistentRead"] = True
        while asked:
            answer = self.tables.batch_get_item(RequestItems=asked)
            yield from answer["Responses"][self.table]
            asked = answer["UnprocessedKeys"]  # DynamoDB returned only a part

    def _judge(self, was: Item, now: Item | None) -> Verdict:
        if int(was.get(_EXPIRY, {}).get("N", self.now + 1)) <= self.now:
            return Verdict.EXPIRED
        if now is None:
            return Verdict.MISSING
        return Verdict.SAME if was == now else Verdict.DIFFERS


def count_by_verdict(differences: Iterable[Difference]) -> dict[Verdict, Counter[str]]:
    """Count items by verdict and kind."""
    found = {verdict: Counter[str]() for verdict in Verdict}
    for difference in differences:
        found[difference.verdict][difference.kind] += 1
    return found


def _key_of(item: Item) -> tuple[str, ...]:
    return tuple(item[part]["S"] for part in _KEY)


def _advance_counters(was: Item, now: Item | None) -> dict[str, Any]:
    """Return the old item with counters that continue from the current ones."""
    counters = [name for name in _COUNTERS if now and "N" in was.get(name, {}) and "N" in now.get(name, {})]
    ahead = {name: {"N": str(max(int(was[name]["N"]), int((now or {})[name]["N"])) + 1)} for name in counters}
    return {**was, **ahead}


def _build_condition(now: Item | None) -> dict[str, Any]:
    """Build the condition that the item is unchanged since the comparison, or still missing."""
    if now is None:
        return {"ConditionExpression": "attribute_not_exists(PK)"}
    attributes = sorted(now)
    return {
        "ConditionExpression": " AND ".join(f"#{place} = :{place}" for place in range(len(attributes))),
        "ExpressionAttributeNames": {f"#{place}": name for place, name in enumerate(attributes)},
        "ExpressionAttributeValues": {f":{place}": now[name] for place, name in enumerate(attributes)},
    }
