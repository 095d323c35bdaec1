"""All that a table holds, to show what a request changed and what it left alone; only tests ask for it."""

from chassis.dynamodb.attributes import Item, from_attributes
from chassis.dynamodb.table import Table


def contents(table: Table) -> list[Item]:
    """Every item by its key, however many pages there are."""
    pages = table.client.get_paginator("scan").paginate(TableName=table.name, ConsistentRead=True)
    found = [from_attributes(item) for page in pages for item in page["Items"]]
    return sorted(found, key=lambda item: (item["PK"], item["SK"]))
