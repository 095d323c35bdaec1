"""Fail-over and fail-back between two Regions that are stand-ins: who writes, since when, and what happens half-way."""

import json
from argparse import Namespace
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from deploy import aws, pair
from deploy.recovery import WRITER, Move, Side, Writer
from deploy.refusal import Refused


@dataclass
class Region:
    """Lambda and Parameter Store of one Region."""

    host: str
    writer: Writer
    environment: str
    answers: bool = True
    closed: set[str] = field(default_factory=set)
    fails_after: int = -1  # calls until it breaks off; -1: never

    def _heard(self) -> None:
        if not self.answers or self.fails_after == 0:
            raise EndpointConnectionError(endpoint_url=self.host)
        self.fails_after -= 1

    def get_parameter(self, Name: str) -> dict[str, Any]:  # noqa: N803 - botocore's spelling
        self._heard()
        value = vars(self.writer) if Name == WRITER else {"api_host": self.host}
        return {"Parameter": {"Value": json.dumps(value)}}

    def put_parameter(self, Value: str, **_: Any) -> None:  # noqa: N803 - botocore's spelling
        self._heard()
        self.writer = Writer(**json.loads(Value))

    def put_function_concurrency(self, FunctionName: str, **_: Any) -> None:  # noqa: N803 - botocore's spelling
        self._heard()
        self.closed.add(FunctionName)

    def delete_function_concurrency(self, FunctionName: str) -> None:  # noqa: N803 - botocore's spelling
        self._heard()
        self.closed.discard(FunctionName)

    @property
    def names(self) -> list[str]:
        return [f"bbws-sites-api-{self.environment}", f"bbws-sites-relay-{self.environment}"]

    def side(self, name: str) -> Side:
        return Side(name, self.environment, self.names, self, self)


class Edge:
    """CloudFront with our distribution and somebody else's."""

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


class World:
    def __init__(self) -> None:
        first = Writer("af-south-1", 1, "api.af")
        self.home = Region("api.af", first, "prod")
        self.away = Region("api.eu", Writer("elsewhere", 1, "api.eu"), "recovery")
        self.away.closed = set(self.away.names)
        self.edge, self.said, self.waited = Edge(), [], []

    def over(self, *, lost: bool = False) -> Writer:
        return self._move(self.home.side("af-south-1"), self.away.side("eu-west-1"), lost=lost)

    def back(self) -> Writer:
        return self._move(self.away.side("eu-west-1"), self.home.side("af-south-1"))

    def _move(self, source: Side, target: Side, *, lost: bool = False) -> Writer:
        settle = lambda: self.waited.append(self.writing())  # noqa: E731 - what stands open while we wait
        return Move(source, target, self.edge, settle, self.said.append, lost).carry_out()

    def writing(self) -> set[str]:
        return {region.host for region in (self.home, self.away) if region.closed != set(region.names)}


@pytest.fixture
def world() -> World:
    return World()


def test_over_and_back(world):
    assert world.over() == Writer("eu-west-1", 2, "api.eu")
    assert world.writing() == {"api.eu"}
    assert world.home.writer == world.away.writer == Writer("eu-west-1", 2, "api.eu")
    assert world.edge.origins == {"ours": "api.eu", "other": "elsewhere"}

    assert world.back() == Writer("af-south-1", 3, "api.af")
    assert world.writing() == {"api.af"}
    assert world.edge.origins["ours"] == "api.af"


def test_nobody_writes_while_the_last_writes_are_copied(world):
    world.over()

    assert world.waited == [set()]


def test_a_silent_region_is_left_only_when_it_is_said_to_be_lost(world):
    world.home.answers = False

    with pytest.raises(Refused, match="say lost=1"):
        world.over()
    assert world.writing() == {"api.af"}

    assert world.over(lost=True).epoch == 2
    assert world.writing() == {"api.af", "api.eu"}, "the lost Region still believes"
    assert world.waited == []

    world.home.answers = True
    assert world.over().region == "eu-west-1"
    assert world.writing() == {"api.eu"}
    assert world.home.writer == world.away.writer


@pytest.mark.parametrize("calls", range(8))
def test_what_broke_off_is_ended_by_the_same_command(world, calls):
    world.home.fails_after = world.away.fails_after = calls
    with pytest.raises((EndpointConnectionError, Refused)):
        for _ in range(2):
            world.over()
    assert len(world.writing()) <= 1

    world.home.fails_after = world.away.fails_after = -1
    assert world.over().region == "eu-west-1"
    assert world.writing() == {"api.eu"}
    assert world.home.writer == world.away.writer
    assert world.edge.origins["ours"] == "api.eu"


def test_the_verbs_know_both_regions_and_every_function(world, monkeypatch):
    asked = {"af-south-1": world.home, "eu-west-1": world.away}
    monkeypatch.setattr(aws, "functions", asked.get)
    monkeypatch.setattr(aws, "parameters", asked.get)
    monkeypatch.setattr(aws, "edge", lambda: world.edge)

    pair.fail_over(Namespace(settle=0, lost=False))
    assert world.away.writer.region == "eu-west-1"
    assert "bbws-sites-api-prod" in world.home.closed
    pair.fail_back(Namespace(settle=0))
    assert world.home.writer == Writer("af-south-1", 3, "api.af")
    assert "bbws-sites-api-recovery" in world.away.closed
