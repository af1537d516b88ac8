"""The order of interleaved batches, and what their figures are summed up to."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["Spread", "differences", "interleaved"]

T = TypeVar("T")


def interleaved(items: Sequence[T], rounds: int) -> list[T]:
    """Return A B C C B A A B C …: what makes the machine slower for a while hits neighbours alike."""
    return [each for number in range(rounds) for each in (items[::-1] if number % 2 else items)]


def differences(figures: Sequence[float], base: Sequence[float]) -> list[float]:
    """Subtract round by round, so that a slow round is slow on both sides."""
    return [figure - zero for figure, zero in zip(figures, base, strict=True)]


@dataclass(frozen=True)
class Spread:
    """A median, and the 10th and 90th percentile."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, figures: Iterable[float]) -> "Spread":
        values = sorted(figures)
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        cuts = statistics.quantiles(values, n=10, method="inclusive")
        return cls(statistics.median(values), cuts[0], cuts[-1])
