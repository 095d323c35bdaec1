"""A release goes on when it has shown enough, at an hour when people are there."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy.deployments import Deployment
from deploy.gates import GATES, gate, open_now, refusals, windows_told
from deploy.health import Counts
from deploy.refusal import Refused

TUESDAY_NIGHT = datetime(2026, 11, 17, 21, 0, tzinfo=UTC)  # 23:00 SAST
WELL = Counts()


def deployed(hours: float, now: datetime, release: str = "r1") -> Deployment:
    return Deployment("sit", release, "c1", now - timedelta(hours=hours), "run")


def told(demands, *, hours=48.0, release="r1", suffered=WELL, now=TUESDAY_NIGHT) -> str:
    return "\n".join(refusals(demands, deployed(hours, now), release, suffered, now))


class TestToProd:
    demands = GATES["sit", "prod"]

    def test_opens_after_a_day_without_trouble_in_a_window(self):
        assert told(self.demands) == ""

    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({"hours": 23.9}, "wait until"),
            ({"release": "r2"}, "sit runs r1, not r2"),
            ({"suffered": Counts(errors=5)}, "5 errors in sit"),
            ({"suffered": Counts(throttles=1)}, "1 throttles in sit"),
        ],
    )
    def test_refuses_and_says_what_would_open_it(self, facts, reason):
        assert reason in told(self.demands, **facts)

    def test_four_errors_are_within_the_budget(self):
        assert told(self.demands, suffered=Counts(errors=4)) == ""

    @pytest.mark.parametrize(
        ("moment", "opens"),
        [
            ("2026-11-17T19:59", False),  # Tue 21:59 SAST
            ("2026-11-17T20:00", True),  # Tue 22:00
            ("2026-11-17T23:59", True),  # Wed 01:59
            ("2026-11-18T00:00", False),  # Wed 02:00
            ("2026-11-19T21:00", True),  # Thu 23:00
            ("2026-11-21T04:00", True),  # Sat 06:00
            ("2026-11-21T08:00", False),  # Sat 10:00
            ("2026-11-20T21:00", False),  # Fri 23:00
        ],
    )
    def test_windows_are_hours_of_south_africa(self, moment, opens):
        now = datetime.fromisoformat(moment).replace(tzinfo=UTC)

        assert ("outside the change windows" not in told(self.demands, now=now)) is opens


class TestToSit:
    demands = GATES["dev", "sit"]

    def test_opens_at_any_hour(self):
        assert told(self.demands, hours=1, now=datetime(2026, 11, 20, 9, tzinfo=UTC)) == ""

    def test_takes_nine_errors_and_not_ten(self):
        assert told(self.demands, suffered=Counts(errors=9)) == ""
        assert "fewer than 10" in told(self.demands, suffered=Counts(errors=10))


def test_there_is_no_way_past_an_environment():
    with pytest.raises(Refused, match="no way leads from dev to prod"):
        gate("dev", "prod")


def test_the_window_is_asked_once_more_after_the_approval():
    assert open_now("prod", TUESDAY_NIGHT)
    assert not open_now("prod", TUESDAY_NIGHT + timedelta(hours=4))
    assert open_now("sit", TUESDAY_NIGHT + timedelta(hours=4))
    assert windows_told("prod") == "Tue 22:00-02:00, Thu 22:00-02:00, Sat 06:00-10:00"
