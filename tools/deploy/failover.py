"""Moves the right to write from one Region to another (docs/decisions/0023). An epoch number counts the moves.

Each step is idempotent: the same command completes a fail-over that was interrupted.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_ssm import SSMClient

WRITER = "/bbws/prod/writer"
type Report = Callable[[str], None]


@dataclass(frozen=True)
class Writer:
    """The Region that writes, its epoch, and the host of its API."""

    region: str
    epoch: int
    host: str


@dataclass(frozen=True)
class RegionControl:
    """Controls one of the two Regions and its functions."""

    region: str
    environment: str
    functions: Sequence[str]
    compute: "LambdaClient"
    parameters: "SSMClient"

    def read_writer(self) -> Writer:
        """Read the writer that this Region has on record."""
        value = self.parameters.get_parameter(Name=WRITER)["Parameter"]["Value"]
        return Writer(**json.loads(value))

    def publish_writer(self, writer: Writer) -> None:
        """Record the writer in this Region."""
        self.parameters.put_parameter(Name=WRITER, Value=json.dumps(vars(writer)), Type="String", Overwrite=True)

    def read_api_host(self) -> str:
        """Read the host of this Region's API, as its foundation published it."""
        name = f"/bbws/{self.environment}/foundation"
        return str(json.loads(self.parameters.get_parameter(Name=name)["Parameter"]["Value"])["api_host"])

    def stop_functions(self) -> None:
        """Stop all functions. Messages wait in their queues, and streams keep their position."""
        for name in self.functions:
            self.compute.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)

    def start_functions(self) -> None:
        """Let all functions run again."""
        for name in self.functions:
            self.compute.delete_function_concurrency(FunctionName=name)


@dataclass(frozen=True)
class Failover:
    """Moves writes from one Region to the other.

    Attributes:
        lost: the old Region does not answer and is skipped; its functions must be stopped as soon as it answers.
        settle: waits until the old Region's last writes are replicated.
    """

    source: RegionControl
    target: RegionControl
    edge: "CloudFrontClient"
    settle: Callable[[], None]
    report: Report
    lost: bool = False

    def run(self) -> Writer:
        """Stop the old Region, wait, raise the epoch, start the new Region, and point the edge to it.

        Two Regions never write at the same time; for a short time none does.
        """
        current = self._find_current_writer()
        epoch = current.epoch if current.region == self.target.region else current.epoch + 1
        after = Writer(self.target.region, epoch, self.target.read_api_host())
        if self.lost:
            self.report(f"{self.source.region} is skipped: run this again without lost=1 as soon as it answers.")
        else:
            self.source.stop_functions()
            self.report(f"{self.source.region} is stopped: {len(self.source.functions)} functions")
            self.settle()
            self.source.publish_writer(after)
        self.target.publish_writer(after)
        self.target.start_functions()
        self.report(f"{self.target.region} writes, epoch {epoch}")
        self._point_edge_to(after.host)
        self.report(f"the edge forwards to {after.host}")
        return after

    def _find_current_writer(self) -> Writer:
        """Find the writer with the highest epoch in both Regions.

        Raises:
            CommandError: the old Region does not answer, and lost=1 was not given.
        """
        writers = [self.target.read_writer()]
        if not self.lost:
            try:
                writers.append(self.source.read_writer())
            except (BotoCoreError, ClientError) as error:
                raise CommandError(
                    f"{self.source.region} does not answer ({type(error).__name__}): add lost=1 to go on without it."
                ) from error
        return max(writers, key=lambda writer: writer.epoch)

    def _point_edge_to(self, host: str) -> None:
        for distribution, tag, config in self._list_distributions():
            for origin in config["Origins"]["Items"]:
                origin["DomainName"] = host
            self.edge.update_distribution(Id=distribution, IfMatch=tag, DistributionConfig=config)  # type: ignore[arg-type]

    def _list_distributions(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """List the distributions of the edge, found by their comment."""
        for page in self.edge.get_paginator("list_distributions").paginate():
            for found in page["DistributionList"].get("Items", []):
                if found["Comment"] == "bbws-edge-prod":
                    answer = self.edge.get_distribution_config(Id=found["Id"])
                    yield found["Id"], answer["ETag"], dict(answer["DistributionConfig"])
