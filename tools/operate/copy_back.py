"""Copies items from a side table into the one in use: what is missing, and only if wished what differs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import batched
from typing import TYPE_CHECKING, Any

from chassis.runtime.ids import slug_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Item = Mapping[str, Any]  # attributes as DynamoDB writes them: {"S": "…"}

_KEY = ("PK", "SK")
_AT_ONCE = 100  # keys that one BatchGetItem takes
_NEVER_BACK = ("version", "fence")  # whoever holds the higher number would refuse the item, or write over it
_EXPIRY = "expiresAtEpoch"


class Verdict(StrEnum):
    """What becomes of one item of the side table."""

    MISSING = "missing"
    DIFFERS = "differs"
    SAME = "same"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Difference:
    """An item as it was, and as it is (None: it is gone)."""

    was: Item
    now: Item | None
    verdict: Verdict

    @property
    def kind(self) -> str:
        """What it is, without names: `TENANT/SITE`."""
        return "/".join(self.was[part]["S"].partition("#")[0] for part in _KEY)

    @property
    def key(self) -> str:
        """Which it is."""
        return " ".join(self.was[part]["S"] for part in _KEY)


@dataclass(frozen=True)
class Copy:
    """From `side` to `table`, of one tenant or (tenant "") of all."""

    tables: "DynamoDBClient"
    side: str
    table: str
    tenant: str
    now: int  # epoch seconds: what has expired is as good as deleted

    def differences(self) -> Iterator[Difference]:
        """Every item of the side table that is asked for, with its verdict; reads only.

        It reads the whole side table, since a tenant's guards of names stand in partitions of their own.
        """
        for batch in batched(filter(self._asked_for, self._items()), _AT_ONCE):
            present = {_identity(found): found for found in self._present(batch)}
            for was in batch:
                now = present.get(_identity(was))
                yield Difference(was, now, self._verdict(was, now))

    def write(self, difference: Difference) -> bool:
        """Put one item back, provided that the table still is as it was compared; whether it was."""
        put: Any = {"TableName": self.table, "Item": _forward(difference.was, difference.now)}
        try:
            self.tables.put_item(**put, **_unchanged(difference.now))
        except self.tables.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _items(self) -> Iterator[Item]:
        for page in self.tables.get_paginator("scan").paginate(TableName=self.side):
            yield from page["Items"]

    def _asked_for(self, item: Item) -> bool:
        if not self.tenant:
            return True
        owner = item.get("tenantId", {}).get("S")
        return owner == self.tenant or item["PK"]["S"] in (f"TENANT#{self.tenant}", f"TENANT#{slug_of(self.tenant)}")

    def _present(self, batch: Sequence[Item]) -> Iterator[Item]:
        asked: Any = {self.table: {"Keys": [{part: item[part] for part in _KEY} for item in batch]}}
        asked[self.table]["ConsistentRead"] = True
        while asked:
            answer = self.tables.batch_get_item(RequestItems=asked)
            yield from answer["Responses"][self.table]
            asked = answer["UnprocessedKeys"]  # what was too much at once

    def _verdict(self, was: Item, now: Item | None) -> Verdict:
        if int(was.get(_EXPIRY, {}).get("N", self.now + 1)) <= self.now:
            return Verdict.EXPIRED
        if now is None:
            return Verdict.MISSING
        return Verdict.SAME if was == now else Verdict.DIFFERS


def kinds(differences: Iterable[Difference]) -> dict[Verdict, Counter[str]]:
    """How many of each kind there are, by verdict."""
    found = {verdict: Counter[str]() for verdict in Verdict}
    for difference in differences:
        found[difference.verdict][difference.kind] += 1
    return found


def _identity(item: Item) -> tuple[str, ...]:
    return tuple(item[part]["S"] for part in _KEY)


def _forward(was: Item, now: Item | None) -> dict[str, Any]:
    """The item as it was, but as a write of today: its counters go on from where they are."""
    counters = [name for name in _NEVER_BACK if now and "N" in was.get(name, {}) and "N" in now.get(name, {})]
    ahead = {name: {"N": str(max(int(was[name]["N"]), int((now or {})[name]["N"])) + 1)} for name in counters}
    return {**was, **ahead}


def _unchanged(now: Item | None) -> dict[str, Any]:
    """The condition that the item still is what was compared, or is still missing."""
    if now is None:
        return {"ConditionExpression": "attribute_not_exists(PK)"}
    attributes = sorted(now)
    return {
        "ConditionExpression": " AND ".join(f"#{place} = :{place}" for place in range(len(attributes))),
        "ExpressionAttributeNames": {f"#{place}": name for place, name in enumerate(attributes)},
        "ExpressionAttributeValues": {f":{place}": now[name] for place, name in enumerate(attributes)},
    }
