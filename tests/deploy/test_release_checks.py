"""A release is promoted after soak time without errors, in a change window."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy.deployments import Deployment
from deploy.errors import CommandError
from deploy.health import ErrorCounts
from deploy.release_checks import PROMOTIONS, describe_windows, find_blockers, find_rules, is_window_open

TUESDAY_NIGHT = datetime(2026, 11, 17, 21, 0, tzinfo=UTC)  # 23:00 SAST
NO_ERRORS = ErrorCounts()


def deployed(hours: float, now: datetime, release: str = "r1") -> Deployment:
    return Deployment("sit", release, "c1", now - timedelta(hours=hours), "run")


def blockers(rules, *, hours=48.0, release="r1", counts=NO_ERRORS, now=TUESDAY_NIGHT) -> str:
    return "\n".join(find_blockers(rules, deployed(hours, now), release, counts, now))


class TestToProd:
    rules = PROMOTIONS["sit", "prod"]

    def test_allows_after_a_day_without_errors_in_a_window(self):
        assert blockers(self.rules) == ""

    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({"hours": 23.9}, "wait until"),
            ({"release": "r2"}, "sit runs r1, not r2"),
            ({"counts": ErrorCounts(errors=5)}, "5 errors in sit"),
            ({"counts": ErrorCounts(throttles=1)}, "1 throttles in sit"),
        ],
    )
    def test_names_every_reason_to_wait(self, facts, reason):
        assert reason in blockers(self.rules, **facts)

    def test_four_errors_are_within_the_budget(self):
        assert blockers(self.rules, counts=ErrorCounts(errors=4)) == ""

    @pytest.mark.parametrize(
        ("moment", "allowed"),
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
    def test_windows_are_in_south_african_time(self, moment, allowed):
        now = datetime.fromisoformat(moment).replace(tzinfo=UTC)

        assert ("outside the change windows" not in blockers(self.rules, now=now)) is allowed


class TestToSit:
    rules = PROMOTIONS["dev", "sit"]

    def test_allows_at_any_hour(self):
        assert blockers(self.rules, hours=1, now=datetime(2026, 11, 20, 9, tzinfo=UTC)) == ""

    def test_takes_nine_errors_and_not_ten(self):
        assert blockers(self.rules, counts=ErrorCounts(errors=9)) == ""
        assert "fewer than 10" in blockers(self.rules, counts=ErrorCounts(errors=10))


def test_no_environment_can_be_skipped():
    with pytest.raises(CommandError, match="cannot go from dev to prod"):
        find_rules("dev", "prod")


def test_the_window_is_checked_again_after_the_approval():
    assert is_window_open("prod", TUESDAY_NIGHT)
    assert not is_window_open("prod", TUESDAY_NIGHT + timedelta(hours=4))
    assert is_window_open("sit", TUESDAY_NIGHT + timedelta(hours=4))
    assert describe_windows("prod") == "Tue 22:00-02:00, Thu 22:00-02:00, Sat 06:00-10:00"
