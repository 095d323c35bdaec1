"""Traffic shifts in two steps and goes back by itself; a rollback takes back the last shift and no other."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from deploy.aliases import BACKUP, LIVE
from deploy.canary import Pace, shift
from deploy.refusal import Refused
from deploy.rollback import roll_back

from .conftest import answer, publish

PACE = Pace(hold=timedelta(minutes=1), watch=timedelta(minutes=1), every=timedelta(seconds=30))


@pytest.fixture
def names(request) -> str:
    """A stem for the functions of one test: the embedded AWS lives longer than it."""
    return f"bbws-{abs(hash(request.node.name))}"


@pytest.fixture
def alarm(cloud, names):
    """An alarm of this test that can ring; silent again afterwards."""
    watch, name = cloud("cloudwatch"), f"{names}-errors-dev"
    watch.put_metric_alarm(
        AlarmName=name,
        Namespace="Test",
        MetricName="Errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    yield lambda: watch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")
    watch.delete_alarms(AlarmNames=[name])


def weights(function) -> dict:
    found = function.client.get_alias(FunctionName=function.name, Name=LIVE)
    return found.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})


class TestShift:
    def test_sends_a_tenth_and_then_all(self, deployed, cloud, names):
        function = deployed(names)
        seen = []

        shift([function], "dev", PACE, cloud("cloudwatch"), seen.append, lambda _: seen.append(weights(function)))

        assert seen[1] == {"2": 0.1}
        assert seen[-1] == {}
        assert (function.version(), answer(function)) == ("2", 2)
        assert list(function.backups().values()) == ["1"]

    @pytest.mark.parametrize("ring_at", [1, 3], ids=["with a tenth", "with all"])
    def test_goes_back_when_an_alarm_rings(self, deployed, cloud, names, alarm, ring_at):
        function = deployed(names)
        looks = []

        def sleep(_):
            looks.append(1)
            if len(looks) == ring_at:
                alarm()

        with pytest.raises(Refused, match=f"alarm {names}-errors-dev"):
            shift([function], "dev", PACE, cloud("cloudwatch"), str, sleep)
        assert (function.version(), weights(function)) == ("1", {})

    def test_an_alarm_that_rang_before_stops_nobody(self, deployed, cloud, names, alarm):
        function = deployed(names)
        alarm()

        shift([function], "dev", PACE, cloud("cloudwatch"), str, lambda _: None)

        assert function.version() == "2"

    @pytest.mark.parametrize(("metric", "few", "many"), [("Errors", 5, 1), ("Throttles", 10, 1)])
    def test_goes_back_after_too_many_errors_or_throttles(self, deployed, cloud, names, metric, few, many):
        function, watch = deployed(names), cloud("cloudwatch")
        seen = []

        def suffer(count):
            data = {"MetricName": metric, "Value": count, "Timestamp": datetime.now(UTC)}
            data["Dimensions"] = [{"Name": "FunctionName", "Value": function.name}]
            watch.put_metric_data(Namespace="AWS/Lambda", MetricData=[data])

        def sleep(_):
            seen.append(function.version())
            suffer({1: few, 3: many}.get(len(seen), 0))

        with pytest.raises(Refused, match=f"{few + many} {metric.lower()}"):
            shift([function], "dev", PACE, watch, str, sleep)
        assert seen[2] == "2"
        assert function.version() == "1"

    def test_goes_back_when_the_run_is_cancelled(self, deployed, cloud, names):
        function = deployed(names)

        def sleep(_):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            shift([function], "dev", PACE, cloud("cloudwatch"), str, sleep)
        assert (function.version(), weights(function)) == ("1", {})

    def test_goes_no_further_when_somebody_rolled_it_back(self, deployed, cloud, names):
        function = deployed(names)

        with pytest.raises(Refused, match="meanwhile"):
            shift([function], "dev", PACE, cloud("cloudwatch"), str, lambda _: function.point("1"))
        assert function.version() == "1"

    def test_leaves_alone_what_has_no_new_version(self, deployed, cloud, names):
        function = deployed(names, versions=1)
        said = []

        shift([function], "dev", PACE, cloud("cloudwatch"), said.append, pytest.fail)

        assert "nothing to shift" in said[0]

    def test_remembers_the_last_five_versions(self, deployed, cloud, names):
        function = deployed(names, versions=1)
        for minute in range(7):
            function.back_up(datetime(2026, 1, 1, 0, minute, tzinfo=UTC))

        assert sorted(function.backups()) == [f"{BACKUP}20260101T000{minute}00Z" for minute in range(2, 7)]

    def test_refuses_a_function_without_its_alias(self, deployed, cloud, names):
        function = deployed(names)
        function.client.delete_alias(FunctionName=function.name, Name=LIVE)

        with pytest.raises(Refused, match="apply its stack first"):
            shift([function], "dev", PACE, cloud("cloudwatch"), str, pytest.fail)


class TestRollBack:
    def test_takes_back_the_last_shift_and_only_what_it_moved(self, deployed, cloud, names):
        one, two = deployed(f"{names}-one"), deployed(f"{names}-two")
        shift([one, two], "dev", PACE, cloud("cloudwatch"), str, lambda _: None)
        publish(one.client, one.name, 3)
        time.sleep(1.1)  # memories are named by the second
        shift([one, two], "dev", PACE, cloud("cloudwatch"), str, lambda _: None)
        assert (answer(one), answer(two)) == (3, 2)

        begun = time.monotonic()
        assert roll_back([one, two]) == {one.name: "2"}
        assert time.monotonic() - begun < 120
        assert (answer(one), answer(two)) == (2, 2)

    def test_twice_goes_back_twice(self, deployed, cloud, names):
        function = deployed(names)
        shift([function], "dev", PACE, cloud("cloudwatch"), str, lambda _: None)
        publish(function.client, function.name, 3)
        time.sleep(1.1)
        shift([function], "dev", PACE, cloud("cloudwatch"), str, lambda _: None)

        roll_back([function])
        roll_back([function])

        assert answer(function) == 1
        with pytest.raises(Refused, match="older release"):
            roll_back([function])

    def test_ends_a_shift_that_is_under_way(self, deployed, names):
        function = deployed(names)
        function.split("2", 0.1)

        assert roll_back([function]) == {function.name: "1"}
        assert weights(function) == {}
