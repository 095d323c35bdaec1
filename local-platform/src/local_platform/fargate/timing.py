"""Intervals and limits of the local Fargate; tests shorten them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """All times in seconds."""

    poll: float = 0.3  # between two looks at what is desired
    away: float = 2  # longest pause between two calls to an edge that is away
    watch: float = 0.2  # between two looks at a process
    health: float = 2  # between two health checks of a running task
    start_limit: float = 120  # a task that does not answer by then has failed to start
    stop_grace: float = 5  # a process has this long to end by itself
    steady: float = 60  # SERVICE_STEADY_STATE repeats (on AWS every six hours)
    backoff: float = 1  # pause after the first crash; doubles with each
    backoff_cap: float = 60
    stable: float = 30  # a task that ran this long starts the count of crashes anew
    hold: float = 1  # a reordered event waits no longer for its successor
