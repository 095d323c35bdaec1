"""Writes down what each function asks of AWS: the action, the table, and the partition keys that it names."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from chassis.http.api import Api
from chassis.testing.spy import partition_keys

_LINES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
"""A transaction needs the right of each of its lines; IAM knows none for the whole."""
_SERVE = Api.__call__.__code__


@dataclass(frozen=True)
class Use:
    """One right that a function made use of.

    Attributes:
        handler: as service.yaml names it, `sites.relay_main.lambda_handler`.
        action: as IAM names it, `dynamodb:GetItem`.
        table: full name of a table; empty for everything else.
        key: the partition key; empty where there is none.
    """

    handler: str
    action: str
    table: str = ""
    key: str = ""

    @property
    def resource(self) -> str:
        """The table as it is declared: without `bbws-` and environment."""
        return self.table.removeprefix("bbws-").rpartition("-")[0]


@dataclass(frozen=True)
class Rights:
    """What service.yaml lets one function do: `permissions`, and the partition keys that it is held to."""

    permissions: Mapping[str, Mapping[str, Sequence[str]]]
    keys: Mapping[str, Sequence[str]]

    def allow(self, use: Use) -> bool:
        """Whether the role lets the call through. Tests name queues, topics and secrets freely: only tables count."""
        service, _, action = use.action.partition(":")
        resources = self.permissions.get(service, {})
        if service != "dynamodb":
            return any(action in actions for actions in resources.values())
        patterns = self.keys.get(use.resource, ("*",))
        return action in resources.get(use.resource, ()) and any(fnmatchcase(use.key, it) for it in patterns)


def keep(uses: Set[Use], folder: Path) -> None:
    """Write down what one process's tests saw; several of them share the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    told = [asdict(use) for use in sorted(uses, key=astuple)]
    (folder / f"{os.getpid()}.json").write_text(json.dumps(told))


def kept(folder: Path) -> set[Use]:
    """What all of them saw."""
    return {Use(**told) for file in folder.glob("*.json") for told in json.loads(file.read_text())}


@contextmanager
def recording(into: set[Use]) -> Iterator[None]:
    """Note every call of AWS that a function makes in the block; what tests ask themselves is not noted."""
    send = vars(BaseClient)["_make_api_call"]

    def noted(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - botocore's own type
        if handler := _handler(sys._getframe(1)):
            into.update(_uses(handler, client.meta.service_model.signing_name, operation, arguments))
        return send(client, operation, arguments)

    with patch.object(BaseClient, "_make_api_call", noted):
        yield


def _handler(frame: FrameType | None) -> str | None:
    """The function whose call this is, by the frames above it."""
    while frame:
        if frame.f_code.co_name == "lambda_handler":
            return f"{frame.f_globals['__name__']}.lambda_handler"
        if frame.f_code is _SERVE:
            return f"{frame.f_locals['self'].service}.main.lambda_handler"
        frame = frame.f_back
    return None


def _uses(handler: str, service: str, operation: str, arguments: Mapping[str, Any]) -> Iterator[Use]:
    if service != "dynamodb":
        yield Use(handler, f"{service}:{operation}")
    elif operation == "TransactWriteItems":
        for line in arguments["TransactItems"]:
            kind, inside = next(iter(line.items()))
            yield from _on(handler, _LINES[kind], inside["TableName"], inside)
    elif operation == "BatchGetItem":
        for table in arguments["RequestItems"]:
            yield from _on(handler, operation, table, arguments)
    else:
        yield from _on(handler, operation, arguments["TableName"], arguments)


def _on(handler: str, action: str, table: str, arguments: Mapping[str, Any]) -> Iterator[Use]:
    for key in partition_keys(action, arguments):
        yield Use(handler, f"dynamodb:{action}", table, key)
