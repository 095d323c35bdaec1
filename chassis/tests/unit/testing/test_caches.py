"""A mutant meets no result of the unchanged code."""

from functools import cache

from chassis.testing.caches import forget_results

made = []


@cache
def make() -> None:
    made.append(1)


def test_a_cached_function_runs_again():
    make()
    make()
    assert len(made) == 1

    forget_results(__file__)
    make()

    assert len(made) == 2


def test_modules_elsewhere_keep_theirs():
    make()
    before = len(made)

    forget_results("/elsewhere/")
    make()

    assert len(made) == before
