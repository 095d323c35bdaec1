"""One DynamoDB table: get, query a page, update if, put if; no Scan exists here."""

import random
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from chassis.dynamodb.attributes import Item, from_attributes, to_attributes
from chassis.dynamodb.conditions import Condition, Expressions, UpdateExpression
from chassis.dynamodb.writes import Key
from chassis.errors import Unavailable
from chassis.runtime.records import dataclass

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


ATTEMPTS = 4


class ConditionalCheckFailed(Exception):
    """A conditional write was refused; `item` is what stands there, None when nothing does."""

    def __init__(self, item: Item | None) -> None:
        super().__init__("the condition does not hold")
        self.item = item


@dataclass(frozen=True)
class Select:
    """A question to one partition of a table or index.

    Attributes:
        partition: name and value of the partition key.
        prefix: name of the sort key and what it begins with.
        index: the index asked, None for the table itself.
        newest_first: descending order of the sort key.
        equals: attributes that a returned item must carry (a filter after the read: use it for rare exceptions only).
        contains: attribute → text that a returned item must hold there (a filter after the read as well).
        until: name and highest value of the sort key, instead of `prefix`.
        examine: items to read at least, when filters may drop most of them; the page keeps its size.
    """

    partition: tuple[str, str]
    prefix: tuple[str, str] | None = None
    index: str | None = None
    newest_first: bool = False
    equals: Mapping[str, Any] | None = None
    contains: Mapping[str, str] | None = None
    until: tuple[str, str] | None = None
    examine: int = 0

    def request(self, expressions: Expressions) -> dict[str, Any]:
        """As Query wants it."""
        condition = f"{expressions.name(self.partition[0])} = {expressions.value(self.partition[1])}"
        if self.prefix:
            condition += f" AND begins_with({expressions.name(self.prefix[0])}, {expressions.value(self.prefix[1])})"
        if self.until:
            condition += f" AND {expressions.name(self.until[0])} <= {expressions.value(self.until[1])}"
        request: dict[str, Any] = {"KeyConditionExpression": condition, "ScanIndexForward": not self.newest_first}
        if self.index:
            request["IndexName"] = self.index
        if self.equals or self.contains:
            wanted = Condition(equals=self.equals or {}, contains=self.contains or {})
            request["FilterExpression"] = expressions.render_condition(wanted)
        return request


@dataclass(frozen=True)
class Page:
    """Some items of a partition and where to go on; `last_key` is None at the end."""

    items: list[Item]
    last_key: dict[str, str] | None


class Table:
    """A table by its name; each method is one DynamoDB call (`get_many` asks again for what was left unread)."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self.client = client
        self.name = name

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """The item under `key`, None when there is none."""
        answer = self.client.get_item(TableName=self.name, Key=to_attributes(key), ConsistentRead=consistent)
        return from_attributes(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[Key]) -> list[Item]:
        """The items that exist under at most 100 different `keys`, in any order.

        Raises:
            Unavailable: the table left some unread through all attempts.
        """
        wanted: list[Any] = [to_attributes(key) for key in keys]
        found: list[Item] = []
        for attempt in range(ATTEMPTS):
            if not wanted:
                return found
            time.sleep(random.uniform(0, 0.05 * attempt))  # noqa: S311 - jitter, not a secret
            request: Any = {self.name: {"Keys": wanted, "ConsistentRead": True}}
            answer = self.client.batch_get_item(RequestItems=request)
            found += [from_attributes(item) for item in answer["Responses"].get(self.name, [])]
            unread = answer.get("UnprocessedKeys") or {}
            wanted = list(unread[self.name]["Keys"]) if unread else []
        if wanted:
            raise Unavailable("We have too many requests right now. Send the request again in a moment.")
        return found

    def page(self, select: Select, *, size: int, after: Mapping[str, str] | None = None) -> Page:
        """At most `size` items after the key `after`; reads one more than asked to know whether there are more."""
        expressions = Expressions()
        request = select.request(expressions) | expressions.fields()
        if after:
            request["ExclusiveStartKey"] = to_attributes(after)
        answer = self.client.query(TableName=self.name, Limit=max(size + 1, select.examine), **request)
        items = [from_attributes(found) for found in answer["Items"]]
        more = len(items) > size or "LastEvaluatedKey" in answer
        if len(items) > size:
            return Page(items[:size], self._key_of(items[size - 1], select))
        return Page(items, from_attributes(answer["LastEvaluatedKey"]) if more else None)

    def update(self, key: Key, update: UpdateExpression, condition: Condition | None = None) -> Item:
        """Change one item and return it as it then is.

        Raises:
            ConditionalCheckFailed: `condition` does not hold.
        """
        expressions = Expressions()
        request = {"Key": to_attributes(key), "UpdateExpression": expressions.render_update(update)}
        answer = self._write(
            "update_item", request, condition or Condition(exists=True), expressions, ReturnValues="ALL_NEW"
        )
        return from_attributes(answer["Attributes"])

    def put(self, item: Mapping[str, Any], condition: Condition | None = None) -> None:
        """Write a whole item; by default only where none is.

        Raises:
            ConditionalCheckFailed: `condition` does not hold.
        """
        self._write("put_item", {"Item": to_attributes(item)}, condition or Condition(exists=False), Expressions())

    def _write(
        self, method: str, request: dict[str, Any], condition: Condition, expressions: Expressions, **more: str
    ) -> dict[str, Any]:
        rendered = expressions.render_condition(condition)
        guard = {"ConditionExpression": rendered, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if rendered else {}
        try:
            answer: dict[str, Any] = getattr(self.client, method)(
                TableName=self.name, **request, **guard, **expressions.fields(), **more
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            old = error.response.get("Item")
            raise ConditionalCheckFailed(from_attributes(cast("dict[str, Any]", old)) if old else None) from None
        return answer

    @staticmethod
    def _key_of(item: Item, select: Select) -> dict[str, str]:
        names = {"PK", "SK"}
        if select.index:
            names |= {
                name
                for name in item
                if name in (f"{select.index}PK", f"{select.index}SK", select.index, f"{select.index}_AT")
            }
        return {name: item[name] for name in names}
