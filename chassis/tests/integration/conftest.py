"""A table with all the indexes that the chassis knows."""

import secrets

import pytest

from chassis.dynamodb.table import Table
from chassis.runtime import clients

_INDEXES = {
    "GSI1": ("GSI1PK", "GSI1SK"),
    "GSI2": ("GSI2PK", "GSI2SK"),
    "OUTBOX": ("OUTBOX", "OUTBOX_AT"),
    "ACTIVE": ("ACTIVE", "ACTIVE_AT"),
}

_PROJECTIONS = dict.fromkeys(("GSI1", "GSI2", "ACTIVE"), "KEYS_ONLY")  # as the operations table declares them


def _schema(partition: str, sort: str) -> list:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


@pytest.fixture
def table(tables):
    """A fresh table."""
    name = f"bbws-chassis-{secrets.token_hex(4)}"
    attributes = sorted({"PK", "SK", *(part for pair in _INDEXES.values() for part in pair)})
    clients.dynamodb().create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": attribute, "AttributeType": "S"} for attribute in attributes],
        KeySchema=_schema("PK", "SK"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": index,
                "KeySchema": _schema(*keys),
                "Projection": {"ProjectionType": _PROJECTIONS.get(index, "ALL")},
            }
            for index, keys in _INDEXES.items()
        ],
    )
    return Table(clients.dynamodb(), name)
