"""Arithmetic on measurements. Pure."""

import statistics
from collections.abc import Sequence
from hashlib import md5
from uuid import UUID

SESSIONS_PER_USER = 4
# Of this many rows that are made, one is deleted again.
SPARE = 11


def row_number(position: int) -> int:
    """The number of the session at a position, of those that stay when each eleventh is deleted."""
    return position + position // (SPARE - 1)


def session_id(number: int) -> UUID:
    """The id of a session by its number, as `md5(number::text)::uuid` in SQL: no query is needed to find a session."""
    return UUID(md5(str(number).encode(), usedforsecurity=False).hexdigest())


def user_id(number: int, users: int) -> int:
    """The user of a session. The sessions of one user are far apart, as those of a year are."""
    return 1 + number % users


def users_of(rows: int) -> int:
    return max(1, rows // SESSIONS_PER_USER)


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """The 50th and the 99th percentile, and the largest value."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": cuts[49], "p99": cuts[98], "longest": max(values)}


def ratio(value: float, base: float) -> float:
    return value / base if base else 0.0


def noise(values: Sequence[float], name: str) -> float:
    """The ratio of a percentile between two interleaved halves of one measurement: what is noise, at least."""
    one, other = percentiles(values[::2])[name], percentiles(values[1::2])[name]
    return max(one, other) / min(one, other)
