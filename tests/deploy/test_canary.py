"""Traffic shifts in two steps and rolls back by itself; a rollback reverts only the last shift."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from deploy.aliases import BACKUP, LIVE
from deploy.canary import ShiftSchedule, shift_traffic
from deploy.errors import CommandError
from deploy.rollback import roll_back

from .conftest import answer, publish

SCHEDULE = ShiftSchedule(hold=timedelta(minutes=1), watch=timedelta(minutes=1), every=timedelta(seconds=30))


@pytest.fixture
def names(request) -> str:
    """A name prefix for the functions of one test, because tests share the embedded AWS."""
    return f"bbws-{abs(hash(request.node.name))}"


@pytest.fixture
def alarm(cloud, names):
    """An alarm that the test can activate; deleted afterwards."""
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

        shift_traffic(
            [function], "dev", SCHEDULE, cloud("cloudwatch"), seen.append, lambda _: seen.append(weights(function))
        )

        assert seen[1] == {"2": 0.1}
        assert seen[-1] == {}
        assert (function.get_version(), answer(function)) == ("2", 2)
        assert list(function.list_backups().values()) == ["1"]

    @pytest.mark.parametrize("ring_at", [1, 3], ids=["with a tenth", "with all"])
    def test_rolls_back_on_an_alarm(self, deployed, cloud, names, alarm, ring_at):
        function = deployed(names)
        looks = []

        def sleep(_):
            looks.append(1)
            if len(looks) == ring_at:
                alarm()

        with pytest.raises(CommandError, match=f"alarm {names}-errors-dev"):
            shift_traffic([function], "dev", SCHEDULE, cloud("cloudwatch"), str, sleep)
        assert (function.get_version(), weights(function)) == ("1", {})

    def test_ignores_an_alarm_that_was_active_before(self, deployed, cloud, names, alarm):
        function = deployed(names)
        alarm()

        shift_traffic([function], "dev", SCHEDULE, cloud("cloudwatch"), str, lambda _: None)

        assert function.get_version() == "2"

    @pytest.mark.parametrize(("metric", "few", "many"), [("Errors", 5, 1), ("Throttles", 10, 1)])
    def test_rolls_back_after_too_many_errors_or_throttles(self, deployed, cloud, names, metric, few, many):
        function, watch = deployed(names), cloud("cloudwatch")
        seen = []

        def add_metric(count):
            data = {"MetricName": metric, "Value": count, "Timestamp": datetime.now(UTC)}
            data["Dimensions"] = [{"Name": "FunctionName", "Value": function.name}]
            watch.put_metric_data(Namespace="AWS/Lambda", MetricData=[data])

        def sleep(_):
            seen.append(function.get_version())
            add_metric({1: few, 3: many}.get(len(seen), 0))

        with pytest.raises(CommandError, match=f"{few + many} {metric.lower()}"):
            shift_traffic([function], "dev", SCHEDULE, watch, str, sleep)
        assert seen[2] == "2"
        assert function.get_version() == "1"

    def test_rolls_back_when_the_run_is_cancelled(self, deployed, cloud, names):
        function = deployed(names)

        def sleep(_):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            shift_traffic([function], "dev", SCHEDULE, cloud("cloudwatch"), str, sleep)
        assert (function.get_version(), weights(function)) == ("1", {})

    def test_stops_when_the_shift_was_rolled_back_meanwhile(self, deployed, cloud, names):
        function = deployed(names)

        with pytest.raises(CommandError, match="meanwhile"):
            shift_traffic([function], "dev", SCHEDULE, cloud("cloudwatch"), str, lambda _: function.point_to("1"))
        assert function.get_version() == "1"

    def test_skips_functions_without_a_new_version(self, deployed, cloud, names):
        function = deployed(names, versions=1)
        reported = []

        shift_traffic([function], "dev", SCHEDULE, cloud("cloudwatch"), reported.append, pytest.fail)

        assert "nothing to shift" in reported[0]

    def test_remembers_the_last_five_versions(self, deployed, cloud, names):
        function = deployed(names, versions=1)
        for minute in range(7):
            function.back_up(datetime(2026, 1, 1, 0, minute, tzinfo=UTC))

        assert sorted(function.list_backups()) == [f"{BACKUP}20260101T000{minute}00Z" for minute in range(2, 7)]

    def test_a_function_without_its_alias_is_an_error(self, deployed, cloud, names):
        function = deployed(names)
        function.client.delete_alias(FunctionName=function.name, Name=LIVE)

        with pytest.raises(CommandError, match="apply its stack first"):
            shift_traffic([function], "dev", SCHEDULE, cloud("cloudwatch"), str, pytest.fail)


class TestRollBack:
    def test_reverts_only_the_functions_of_the_last_shift(self, deployed, cloud, names):
        one, two = deployed(f"{names}-one"), deployed(f"{names}-two")
        shift_traffic([one, two], "dev", SCHEDULE, cloud("cloudwatch"), str, lambda _: None)
        publish(one.client, one.name, 3)
        time.sleep(1.1)  # backups are named by the second
        shift_traffic([one, two], "dev", SCHEDULE, cloud("cloudwatch"), str, lambda _: None)
        assert (answer(one), answer(two)) == (3, 2)

        started_at = time.monotonic()
        assert roll_back([one, two]) == {one.name: "2"}
        assert time.monotonic() - started_at < 120
        assert (answer(one), answer(two)) == (2, 2)

    def test_a_second_rollback_reverts_the_shift_before(self, deployed, cloud, names):
        function = deployed(names)
        shift_traffic([function], "dev", SCHEDULE, cloud("cloudwatch"), str, lambda _: None)
        publish(function.client, function.name, 3)
        time.sleep(1.1)
        shift_traffic([function], "dev", SCHEDULE, cloud("cloudwatch"), str, lambda _: None)

        roll_back([function])
        roll_back([function])

        assert answer(function) == 1
        with pytest.raises(CommandError, match="older release"):
            roll_back([function])

    def test_ends_a_running_shift(self, deployed, names):
        function = deployed(names)
        function.split_traffic("2", 0.1)

        assert roll_back([function]) == {function.name: "1"}
        assert weights(function) == {}
