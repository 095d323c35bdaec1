"""Two measurements in turns, and the median of their round-by-round ratios."""

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

type Measure = Callable[[], float]


@dataclass(frozen=True)
class Ratio:
    """What came out: the median ratio, and how far it would move if other rounds had been drawn (95 %)."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} [{self.low:.2f}, {self.high:.2f}]"


def compare(ours: Measure, floor: Measure, rounds: int) -> Ratio:
    """`ours` / `floor`, both in the same unit; the first run of each only warms up."""
    ours(), floor()
    ratios = []
    for turn in range(rounds):
        if turn % 2:
            above, below = ours(), floor()
        else:
            below, above = floor(), ours()
        ratios.append(above / below)
    return judge(ratios)


def judge(ratios: Sequence[float]) -> Ratio:
    """The median of round-by-round ratios and its interval."""
    draw = random.Random(0)  # noqa: S311 - resampling, not a secret
    medians = sorted(statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(1000))
    return Ratio(statistics.median(ratios), medians[25], medians[975])
