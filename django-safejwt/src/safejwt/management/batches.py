"""The batches of the commands that delete rows: how large they are, and how it is told that they go on."""

import time
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from typing import Final

__all__ = ["batch_size", "count"]

# More would hold up a refresh of one of its rows for longer than a person notices, and reach SQLite's number of parameters.
_LARGEST: Final = 10_000
_SECONDS_OF_SILENCE: Final = 5.0


def batch_size(text: str) -> int:
    """The value of `--batch-size`.

    Raises:
        ArgumentTypeError: it is no number from 1 to 10 000.
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
    """The sum of the numbers; every five seconds, or with verbosity 2 after each of them, says how far it is."""
    total, last_said = 0, clock()
    for number in numbers:
        total += number
        if verbosity > 1 or (verbosity == 1 and clock() - last_said >= _SECONDS_OF_SILENCE):
            write(f"{total} so far")
            last_said = clock()
    return total
