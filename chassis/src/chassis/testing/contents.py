"""All that a table holds, to show what a request changed and what it left alone; only tests ask for it."""

from collections.abc import Iterator
from typing import Any

from chassis.dynamodb.attributes import Item, from_attributes
from chassis.dynamodb.table import Table


def contents(table: Table) -> list[Item]:
    """Every item by its key, however many pages there are."""
    return sorted(every_item(table.client, table.name), key=lambda item: (item["PK"], item["SK"]))


def every_item(client: Any, name: str) -> Iterator[Item]:  # noqa: ANN401 - a client of boto3
    """Every item of the table of this name, in no order, however many pages there are."""
    for page in client.get_paginator("scan").paginate(TableName=name, ConsistentRead=True):
        yield from map(from_attributes, page["Items"])
