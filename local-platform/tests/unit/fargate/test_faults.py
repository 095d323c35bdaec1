"""Trouble on request."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from local_platform.fargate import Faults, FaultSettings
from local_platform.fargate.event_faults import EventFaults
from local_platform.fargate.event_publisher import EventPublisher
from local_platform.fargate.testing import HURRY, until


def disturbed(count, **settings):
    """What arrives of the events 1, 2, 3 …, the rest released at the end."""
    event_faults = EventFaults(Faults(FaultSettings(**settings)))
    received = [entry["n"] for n in range(1, count + 1) for entry in event_faults.admit({"n": n})]
    return received + [entry["n"] for entry in event_faults.release()]


class TestDisturbance:
    def test_none(self):
        assert disturbed(4) == [1, 2, 3, 4]

    def test_duplicates(self):
        assert disturbed(3, duplicate_events=1) == [1, 1, 2, 2, 3, 3]

    def test_swaps_neighbours(self):
        assert disturbed(5, reorder_events=1) == [2, 1, 4, 3, 5]

    def test_duplicates_and_swaps(self):
        assert disturbed(2, duplicate_events=1, reorder_events=1) == [2, 2, 1, 1]

    def test_drops_a_repeatable_fraction(self):
        received = disturbed(400, drop_events=0.25, seed=7)
        assert 270 < len(received) < 330
        assert received == disturbed(400, drop_events=0.25, seed=7)
        assert received != disturbed(400, drop_events=0.25, seed=8)


class TestAnnouncer:
    @pytest.fixture
    def publish(self, ecs, faults):
        publisher = EventPublisher(ecs, faults, HURRY)
        publisher.start()
        yield lambda n: publisher.publish({"n": n, "Detail": "{}"})
        publisher.stop(2)

    def test_the_last_event_is_not_held_for_ever(self, ecs, faults, publish):
        faults.change({"reorderEvents": 1})
        publish(1)
        until(lambda: [entry["n"] for entry in ecs.events] == [1])

    def test_delays(self, ecs, faults, publish):
        faults.change({"delayEventsMs": 150})
        publish(1)
        with pytest.raises(AssertionError):
            until(lambda: ecs.events, seconds=0.1)
        until(lambda: ecs.events)

    def test_repeats_until_the_edge_is_back(self, ecs, publish):
        ecs.away = True
        publish(1)
        publish(2)
        ecs.away = False
        until(lambda: [entry["n"] for entry in ecs.events] == [1, 2])


class TestSettings:
    def test_change_keeps_the_others(self, faults):
        faults.change({"duplicateEvents": 1})
        faults.change({"delayEventsMs": 5})
        assert (faults.settings.duplicate_events, faults.settings.delay_events_ms) == (1, 5)
        assert faults.clear() == FaultSettings()

    @pytest.mark.parametrize("changes", [{"duplicate": 1}, {"dropEvents": 2}, {"delayEventsMs": -1}])
    def test_refuses_what_it_does_not_know(self, faults, changes):
        with pytest.raises(ValidationError):
            faults.change(changes)
        assert faults.settings == FaultSettings()

    def test_a_seed_starts_the_series_anew(self, faults):
        faults.change({"seed": 3})
        first = [faults.occurs(0.5) for _ in range(20)]
        faults.change({"seed": 3})
        assert [faults.occurs(0.5) for _ in range(20)] == first


class TestInTheWhole:
    def test_wordpress_down_and_up(self, ecs, runtime, faults, fargate):
        """The tenant's tasks stop and none is started, although ECS still desires one; then all is as before."""
        ecs.want(1)
        ecs.want(1, slug="other")
        until(lambda: ecs.counts() == (1, 0) and ecs.counts("other") == (1, 0))
        faults.take_down("abc")
        assert fargate.upstream("tenant-abc.localhost") is None
        until(lambda: ecs.counts() == (0, 0))
        assert ecs.services["tenant-abc-wordpress"]["desiredCount"] == 1
        assert fargate.upstream("tenant-other.localhost") is not None
        faults.bring_up("abc")
        until(lambda: ecs.counts() == (1, 0))
        until(lambda: fargate.upstream("tenant-abc.localhost"))

    def test_a_slow_start_can_be_cancelled(self, ecs, runtime, faults, fargate):
        faults.change({"provisioningSeconds": 600})
        ecs.want(1)
        until(lambda: ecs.counts() == (0, 1))
        ecs.want(0)
        until(lambda: [d["lastStatus"] for d in ecs.story()] == ["PROVISIONING", "DEPROVISIONING", "STOPPED"])
        assert not runtime.calls

    def test_duplicates_share_their_version(self, ecs, faults, launch):
        """Each event twice, each adjacent pair swapped; the deployment's start is the first event."""
        faults.change({"duplicateEvents": 1, "reorderEvents": 1})
        launch(replace(HURRY, hold=10))
        ecs.want(1)
        until(lambda: ecs.names()[-1:] == ["SERVICE_STEADY_STATE"])
        assert [detail["version"] for detail in ecs.story()] == [1, 1, 3, 3, 2, 2]
        assert ecs.names() == [
            *["SERVICE_DEPLOYMENT_IN_PROGRESS"] * 2,
            *["SERVICE_DEPLOYMENT_COMPLETED"] * 2,
            *["SERVICE_STEADY_STATE"] * 2,
        ]
