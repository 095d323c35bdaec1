"""Moves the right to write from one Region to another (docs/decisions/0023): one writes, and an epoch says since when.

Each step may be repeated: a fail-over that broke off is ended by the same command.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from deploy.refusal import Refused

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_ssm import SSMClient

WRITER = "/bbws/prod/writer"
type Say = Callable[[str], None]


@dataclass(frozen=True)
class Writer:
    """Which Region writes, since which epoch, and the host of its API."""

    region: str
    epoch: int
    host: str


@dataclass(frozen=True)
class Side:
    """One Region of the pair, with its functions."""

    region: str
    environment: str
    functions: Sequence[str]
    compute: "LambdaClient"
    parameters: "SSMClient"

    def told(self) -> Writer:
        """Who writes, as this Region knows it."""
        value = self.parameters.get_parameter(Name=WRITER)["Parameter"]["Value"]
        return Writer(**json.loads(value))

    def tell(self, writer: Writer) -> None:
        """Let this Region know who writes."""
        self.parameters.put_parameter(Name=WRITER, Value=json.dumps(vars(writer)), Type="String", Overwrite=True)

    def own_host(self) -> str:
        """The host of this Region's API, as its foundation published it."""
        name = f"/bbws/{self.environment}/foundation"
        return str(json.loads(self.parameters.get_parameter(Name=name)["Parameter"]["Value"])["api_host"])

    def close(self) -> None:
        """Let no function run: messages wait in their queues, streams at their place."""
        for name in self.functions:
            self.compute.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)

    def open(self) -> None:
        """Let all functions run."""
        for name in self.functions:
            self.compute.delete_function_concurrency(FunctionName=name)


@dataclass(frozen=True)
class Move:
    """From the Region that writes to the one that will.

    Attributes:
        lost: the old Region does not answer and is left behind; it must be closed before it comes back to life.
        settle: waits until the old Region's last writes have reached the new one.
    """

    source: Side
    target: Side
    edge: "CloudFrontClient"
    settle: Callable[[], None]
    say: Say
    lost: bool = False

    def carry_out(self) -> Writer:
        """Close, wait, count up, open, point the edge: never two writers, at most a while without one."""
        before = self._before()
        epoch = before.epoch if before.region == self.target.region else before.epoch + 1
        after = Writer(self.target.region, epoch, self.target.own_host())
        if self.lost:
            self.say(f"{self.source.region} is left behind: run this again without lost=1 as soon as it answers.")
        else:
            self.source.close()
            self.say(f"{self.source.region} is closed: {len(self.source.functions)} functions")
            self.settle()
            self.source.tell(after)
        self.target.tell(after)
        self.target.open()
        self.say(f"{self.target.region} writes, epoch {epoch}")
        self._point(after.host)
        self.say(f"the edge asks {after.host}")
        return after

    def _before(self) -> Writer:
        """The newest that either Region knows; refuses when the old one is silent and nobody said that it is lost."""
        told = [self.target.told()]
        if not self.lost:
            try:
                told.append(self.source.told())
            except (BotoCoreError, ClientError) as error:
                raise Refused(
                    f"{self.source.region} does not answer ({type(error).__name__}): say lost=1 to leave it behind."
                ) from error
        return max(told, key=lambda writer: writer.epoch)

    def _point(self, host: str) -> None:
        for distribution, tag, config in self._distributions():
            for origin in config["Origins"]["Items"]:
                origin["DomainName"] = host
            self.edge.update_distribution(Id=distribution, IfMatch=tag, DistributionConfig=config)  # type: ignore[arg-type]

    def _distributions(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """The one edge of both Regions, by its comment."""
        for page in self.edge.get_paginator("list_distributions").paginate():
            for found in page["DistributionList"].get("Items", []):
                if found["Comment"] == "bbws-edge-prod":
                    answer = self.edge.get_distribution_config(Id=found["Id"])
                    yield found["Id"], answer["ETag"], dict(answer["DistributionConfig"])
