"""DynamoDB tables."""

from typing import Any

from local_platform.clients import Aws
from local_platform.names import full_name
from local_platform.options import StartError
from local_platform.service_manifest import Index, Key, Table

type Json = dict[str, Any]


def ensure_table(aws: Aws, name: str, table: Table) -> str | None:
    """Create the table unless it exists, then its time-to-live; return the ARN of its stream.

    Indexes that a declaration gains later are added; a changed key needs a migration on AWS.

    Raises:
        StartError: the state on disk has the table with other keys.
    """
    dynamodb = aws("dynamodb")
    described = _describe(dynamodb, full_name(name))
    if described is None:
        described = dynamodb.create_table(**_declared(name, table))["TableDescription"]
        _set_ttl(dynamodb, name, table)
        dynamodb.update_continuous_backups(
            TableName=full_name(name), PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
    else:
        described = _converge(dynamodb, described, _declared(name, table))
    stream: str | None = described.get("LatestStreamArn")
    return stream


def _describe(dynamodb: Any, name: str) -> Json | None:  # noqa: ANN401 - a botocore client
    try:
        found: Json = dynamodb.describe_table(TableName=name)["Table"]
    except dynamodb.exceptions.ResourceNotFoundException:
        return None
    return found


def _declared(name: str, table: Table) -> Json:
    keys = [table.keys, *table.indexes.values()]
    attributes = {attribute for key in keys for attribute in (key.partition, key.sort) if attribute}
    declared: Json = {
        "TableName": full_name(name),
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _schema(table.keys),
        "AttributeDefinitions": [{"AttributeName": a, "AttributeType": "S"} for a in sorted(attributes)],
        "SSESpecification": {"Enabled": True},
    }
    if table.indexes:
        declared["GlobalSecondaryIndexes"] = [_index(name, index) for name, index in table.indexes.items()]
    if table.stream:
        declared["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": table.stream}
    return declared


def _index(name: str, index: Index) -> Json:
    projection = {"ProjectionType": index.projection}
    return {"IndexName": name, "KeySchema": _schema(index), "Projection": projection}


def _schema(key: Key) -> list[Json]:
    schema = [{"AttributeName": key.partition, "KeyType": "HASH"}]
    return [*schema, {"AttributeName": key.sort, "KeyType": "RANGE"}] if key.sort else schema


def _set_ttl(dynamodb: Any, name: str, table: Table) -> None:  # noqa: ANN401 - a botocore client
    if table.ttl:
        specification = {"Enabled": True, "AttributeName": table.ttl}
        dynamodb.update_time_to_live(TableName=full_name(name), TimeToLiveSpecification=specification)


def _converge(dynamodb: Any, described: Json, declared: Json) -> Json:  # noqa: ANN401 - a botocore client
    """Add missing indexes and the stream: one index per call, as AWS demands."""
    name, definitions = declared["TableName"], declared["AttributeDefinitions"]
    there = {index["IndexName"]: index["KeySchema"] for index in described.get("GlobalSecondaryIndexes", [])}
    _check_keys(described["KeySchema"], declared["KeySchema"], name)
    for index in declared.get("GlobalSecondaryIndexes", []):
        if index["IndexName"] in there:
            _check_keys(there[index["IndexName"]], index["KeySchema"], f"{name}, index {index['IndexName']}")
        else:
            updates = [{"Create": index}]
            dynamodb.update_table(TableName=name, AttributeDefinitions=definitions, GlobalSecondaryIndexUpdates=updates)
    if declared.get("StreamSpecification") and not described.get("LatestStreamArn"):
        dynamodb.update_table(TableName=name, StreamSpecification=declared["StreamSpecification"])
    return _describe(dynamodb, name) or described


def _check_keys(saved: list[Json], declared: list[Json], what: str) -> None:
    if saved != declared:
        raise StartError(
            f"The local data is from an earlier version: {what} has other keys now. "
            "`make run RESET=1` forgets the data and starts anew."
        )
