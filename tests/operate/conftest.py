"""Fixtures for tests of the on-call commands: queues and tables of an environment `dev` on the embedded AWS."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest

from local_platform.embedded_aws import variables
from operate.__main__ import main
from operate.declarations import list_dead_letter_queues

ROOT = Path(__file__).parents[2]
TENANT = "tenant-983d5058-e4c4-4fc0-b3b4-1543eb11642e"
OTHER = "tenant-0b54cd0e-7f39-4f54-9d43-4b6f3d3d12aa"


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def cloud(aws: str, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Clients of the embedded AWS, configured by variables as on an operator's machine."""
    for name, value in variables(aws).items():
        monkeypatch.setenv(name, value)
    services = ("sqs", "dynamodb", "cloudwatch", "secretsmanager", "lambda")
    return SimpleNamespace(**{service.replace("lambda", "functions"): boto3.client(service) for service in services})


@pytest.fixture
def operate(cloud, capsys) -> Callable[..., tuple[int, str, str]]:
    """Runs one command; returns exit code, output and error text."""

    def run(line: str) -> tuple[int, str, str]:
        code = main(line.split())
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def queues(cloud) -> Iterator[Callable[[str], str]]:
    """Creates every dead-letter queue of dev and its sources; returns the URL of one by its short name."""
    names = sorted({name for found in list_dead_letter_queues(ROOT) for name in (found.name, *found.sources)})
    urls = {name: cloud.sqs.create_queue(QueueName=f"bbws-{name}-dev")["QueueUrl"] for name in names}
    yield urls.__getitem__
    for url in urls.values():
        cloud.sqs.delete_queue(QueueUrl=url)


@pytest.fixture
def table(cloud) -> Iterator[Callable[..., str]]:
    """Creates a table of dev with point-in-time recovery; deletes it and its side tables after the test."""
    made = []

    def make(name: str, *, recoverable: bool = True, indexes: tuple[str, ...] = ()) -> str:
        attributes = ["PK", "SK", *(key for index in indexes for key in (index, f"{index}_AT"))]
        listed = [
            {
                "IndexName": index,
                "KeySchema": [
                    {"AttributeName": index, "KeyType": "HASH"},
                    {"AttributeName": f"{index}_AT", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in indexes
        ]
        cloud.dynamodb.create_table(
            TableName=f"bbws-{name}-dev",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": one, "AttributeType": "S"} for one in attributes],
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
            **({"GlobalSecondaryIndexes": listed} if listed else {}),
        )
        made.append(f"bbws-{name}-dev")
        if recoverable:
            cloud.dynamodb.update_continuous_backups(
                TableName=made[-1], PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
            )
        return made[-1]

    yield make
    pages = cloud.dynamodb.get_paginator("list_tables").paginate()
    for name in [name for page in pages for name in page["TableNames"]]:
        if name.startswith(tuple(made)) and made:
            cloud.dynamodb.delete_table(TableName=name)


def command(name: str, operation: str = "op-983d5058-e4c4-4000-8000-000000000001", **payload: str) -> str:
    """Build a command as the relay sends it."""
    body = {
        "messageType": name,
        "schemaVersion": 1,
        "correlationId": "trace-1",
        "timestamp": "2026-11-21T03:15:00.000Z",
        "idempotencyKey": operation,
        "payload": {"tenantId": TENANT, "operationId": operation, **payload},
    }
    return json.dumps(body)
