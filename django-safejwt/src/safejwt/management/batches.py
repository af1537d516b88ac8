"""Batch size and progress output of the commands that delete rows."""

import time
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from typing import Final

__all__ = ["batch_size", "count"]

# A larger batch would delay a refresh of one of its rows noticeably, and reach SQLite's limit of parameters.
_LARGEST: Final = 10_000
_SECONDS_BETWEEN_REPORTS: Final = 5.0


def batch_size(text: str) -> int:
    """Parse the value of `--batch-size`.

    Raises:
        ArgumentTypeError: not a number from 1 to 10,000.
    """
    if not text.isdecimal() or not 1 <= int(text) <= _LARGEST:
        raise ArgumentTypeError(f"a number from 1 to {_LARGEST}")
    return int(text)


def count(
    numbers: Iterator[int],
    write: Callable[[str], object],
    *,
    verbosity: int,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Return the sum of the numbers. Report progress every five seconds, or after each number with verbosity 2."""
    total, last_report = 0, clock()
    for number in numbers:
        total += number
        if verbosity > 1 or (verbosity == 1 and clock() - last_report >= _SECONDS_BETWEEN_REPORTS):
            write(f"{total} so far")
            last_report = clock()
    return total
