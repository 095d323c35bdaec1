"""Fail-over and fail-back between two fake Regions: the writer, its epoch, and what an interruption leaves."""

import json
from argparse import Namespace
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from deploy import regions
from deploy.errors import CommandError
from deploy.failover import WRITER, Failover, RegionControl, Writer


@dataclass
class Region:
    """Lambda and Parameter Store of one Region."""

    host: str
    writer: Writer
    environment: str
    answers: bool = True
    closed: set[str] = field(default_factory=set)
    fails_after: int = -1  # calls until it is interrupted; -1: never

    def _check_answers(self) -> None:
        if not self.answers or self.fails_after == 0:
            raise EndpointConnectionError(endpoint_url=self.host)
        self.fails_after -= 1

    def get_parameter(self, Name: str) -> dict[str, Any]:  # noqa: N803 - botocore's spelling
        self._check_answers()
        value = vars(self.writer) if Name == WRITER else {"api_host": self.host}
        return {"Parameter": {"Value": json.dumps(value)}}

    def put_parameter(self, Value: str, **_: Any) -> None:  # noqa: N803 - botocore's spelling
        self._check_answers()
        self.writer = Writer(**json.loads(Value))

    def put_function_concurrency(self, FunctionName: str, **_: Any) -> None:  # noqa: N803 - botocore's spelling
        self._check_answers()
        self.closed.add(FunctionName)

    def delete_function_concurrency(self, FunctionName: str) -> None:  # noqa: N803 - botocore's spelling
        self._check_answers()
        self.closed.discard(FunctionName)

    @property
    def names(self) -> list[str]:
        return [f"bbws-sites-api-{self.environment}", f"bbws-sites-relay-{self.environment}"]

    def control(self, name: str) -> RegionControl:
        return RegionControl(name, self.environment, self.names, self, self)


class Edge:
    """CloudFront with our distribution and another one."""

    def __init__(self) -> None:
        self.origins = {"ours": "api.af", "other": "elsewhere"}

    def get_paginator(self, _: str) -> "Edge":
        return self

    def paginate(self) -> list[dict]:
        items = [{"Id": "ours", "Comment": "bbws-edge-prod"}, {"Id": "other", "Comment": "portal"}]
        return [{"DistributionList": {"Items": items}}, {"DistributionList": {}}]

    def get_distribution_config(self, Id: str) -> dict:  # noqa: N803 - botocore's spelling
        return {"ETag": "1", "DistributionConfig": {"Origins": {"Items": [{"DomainName": self.origins[Id]}]}}}

    def update_distribution(self, Id: str, DistributionConfig: dict, **_: Any) -> None:  # noqa: N803 - botocore's spelling
        self.origins[Id] = DistributionConfig["Origins"]["Items"][0]["DomainName"]


class RegionPair:
    def __init__(self) -> None:
        first = Writer("af-south-1", 1, "api.af")
        self.home = Region("api.af", first, "prod")
        self.away = Region("api.eu", Writer("elsewhere", 1, "api.eu"), "recovery")
        self.away.closed = set(self.away.names)
        self.edge, self.reported, self.waited = Edge(), [], []

    def fail_over(self, *, lost: bool = False) -> Writer:
        return self._run(self.home.control("af-south-1"), self.away.control("eu-west-1"), lost=lost)

    def fail_back(self) -> Writer:
        return self._run(self.away.control("eu-west-1"), self.home.control("af-south-1"))

    def _run(self, source: RegionControl, target: RegionControl, *, lost: bool = False) -> Writer:
        settle = lambda: self.waited.append(self.writing_hosts())  # noqa: E731 - the Regions that write while we wait
        return Failover(source, target, self.edge, settle, self.reported.append, lost).run()

    def writing_hosts(self) -> set[str]:
        return {region.host for region in (self.home, self.away) if region.closed != set(region.names)}


@pytest.fixture
def pair() -> RegionPair:
    return RegionPair()


def test_fails_over_and_back(pair):
    assert pair.fail_over() == Writer("eu-west-1", 2, "api.eu")
    assert pair.writing_hosts() == {"api.eu"}
    assert pair.home.writer == pair.away.writer == Writer("eu-west-1", 2, "api.eu")
    assert pair.edge.origins == {"ours": "api.eu", "other": "elsewhere"}

    assert pair.fail_back() == Writer("af-south-1", 3, "api.af")
    assert pair.writing_hosts() == {"api.af"}
    assert pair.edge.origins["ours"] == "api.af"


def test_no_region_writes_while_the_last_writes_are_replicated(pair):
    pair.fail_over()

    assert pair.waited == [set()]


def test_a_silent_region_is_skipped_only_with_lost(pair):
    pair.home.answers = False

    with pytest.raises(CommandError, match="add lost=1"):
        pair.fail_over()
    assert pair.writing_hosts() == {"api.af"}

    assert pair.fail_over(lost=True).epoch == 2
    assert pair.writing_hosts() == {"api.af", "api.eu"}, "the lost Region has not been stopped"
    assert pair.waited == []

    pair.home.answers = True
    assert pair.fail_over().region == "eu-west-1"
    assert pair.writing_hosts() == {"api.eu"}
    assert pair.home.writer == pair.away.writer


@pytest.mark.parametrize("calls", range(8))
def test_the_same_command_completes_an_interrupted_fail_over(pair, calls):
    pair.home.fails_after = pair.away.fails_after = calls
    with pytest.raises((EndpointConnectionError, CommandError)):
        for _ in range(2):
            pair.fail_over()
    assert len(pair.writing_hosts()) <= 1

    pair.home.fails_after = pair.away.fails_after = -1
    assert pair.fail_over().region == "eu-west-1"
    assert pair.writing_hosts() == {"api.eu"}
    assert pair.home.writer == pair.away.writer
    assert pair.edge.origins["ours"] == "api.eu"


def test_the_commands_know_both_regions_and_every_function(pair, monkeypatch):
    asked = {"af-south-1": pair.home, "eu-west-1": pair.away}
    monkeypatch.setattr("boto3.client", lambda service, region: pair.edge if service == "cloudfront" else asked[region])

    regions.fail_over(Namespace(settle=0, lost=False))
    assert pair.away.writer.region == "eu-west-1"
    assert "bbws-sites-api-prod" in pair.home.closed
    regions.fail_back(Namespace(settle=0))
    assert pair.home.writer == Writer("af-south-1", 3, "api.af")
    assert "bbws-sites-api-recovery" in pair.away.closed
