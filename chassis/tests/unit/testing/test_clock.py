"""The clock of the tests."""

from chassis.testing import FrozenClock


def test_the_frozen_clock_moves_only_when_told():
    clock = FrozenClock()
    before = clock()
    clock.advance(seconds=5)

    assert (clock() - before).total_seconds() == 5
