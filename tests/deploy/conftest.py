"""Fixtures for tests of the delivery tools: the checkout, and functions on an embedded AWS."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest

from deploy.aliases import LIVE, Function
from local_platform.embedded_aws import variables

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def cloud(aws: str, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """boto3 client factory for the embedded AWS, configured by variables as in a workflow."""
    for name, value in variables(aws).items():
        monkeypatch.setenv(name, value)
    return boto3.client


@pytest.fixture
def bucket(cloud) -> str:
    name = f"bbws-artefacts-{os.urandom(4).hex()}"
    cloud("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "af-south-1"})
    return name


def zip_code(answer: object) -> bytes:
    """Build a zip whose function returns this answer."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("m.py", f"def handler(event, context):\n    return {answer!r}\n")
    return packed.getvalue()


@pytest.fixture
def deployed(cloud) -> Iterator[Callable[..., Function]]:
    """Creates a function with `versions` versions; its alias points to the first."""
    client, created = cloud("lambda"), []

    def make(name: str, versions: int = 2) -> Function:
        client.create_function(
            FunctionName=name,
            Runtime="python3.12",
            Role="arn:aws:iam::000000000000:role/any",
            Handler="m.handler",
            Code={"ZipFile": zip_code(1)},
            Publish=True,
        )
        created.append(name)
        for number in range(2, versions + 1):
            publish(client, name, number)
        client.create_alias(FunctionName=name, Name=LIVE, FunctionVersion="1")
        return Function(name, client)

    yield make
    for name in created:
        client.delete_function(FunctionName=name)


def publish(client, name: str, answer: object) -> None:
    client.update_function_code(FunctionName=name, ZipFile=zip_code(answer), Publish=True)


def answer(function: Function) -> object:
    """Invoke the alias and return the answer."""
    response = function.client.invoke(FunctionName=function.name, Qualifier=LIVE)
    return json.loads(response["Payload"].read())
