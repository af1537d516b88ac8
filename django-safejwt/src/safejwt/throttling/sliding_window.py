"""Limits as counters in Django's cache, which all processes that share it count in together.

A sliding window of two counters: the tries of this window of time, and of the one before as much as still reaches into the
last `seconds`. What decides is the number that the cache's atomic increment gives back, so of any number of parallel
tries no more get through than the limit; a refused try is taken off again. At the edge of a window there is no second
helping: no burst is larger than the limit, and in any span of `seconds` there are fewer than twice as many.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from typing import Final, NamedTuple

from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from ..audit import events

__all__ = ["Limit", "Refusal", "Tries", "count", "take"]

# Without the cache, nobody is kept from logging in and nobody may guess without limit: each process counts for itself.
_own_memory: Final = LocMemCache("safejwt.throttling", {"OPTIONS": {"MAX_ENTRIES": 10_000}})

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries in so many seconds for one identity."""

    scope: str
    identity: str
    tries: int
    seconds: int

    def key(self, window: int) -> str:
        # The identity may hold an e-mail address; a key in the cache should not.
        identity = sha256(self.identity.encode("utf-8", "backslashreplace")).hexdigest()
        return f"safejwt:{self.scope}:{self.seconds}:{identity}:{window}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A try over a limit. `wait`: seconds until there is room for one."""

    limit: Limit
    wait: int
    is_first: bool
    """Whether it is the first in this window of time."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Tries that were counted."""

    store: BaseCache
    keys: tuple[str, ...]

    def give_back(self) -> None:
        """Counts them no longer. A try of its own only: it resets nothing (a thief may have an account too)."""
        try:
            for key in self.keys:
                self.store.decr(key)
        except Exception as error:
            if not isinstance(error, ValueError):  # the counter is gone, and the tries with it
                events.record("cache_unavailable", exc_info=error)


def take(limits: Sequence[Limit], *, now: float | None = None) -> Tries | Refusal:
    """Counts a try against all these limits, or against none where one of them is reached."""
    now = time.time() if now is None else now
    try:
        return _take(cache, limits, now)
    except Exception as error:  # whatever a cache's client raises; ValueError if a key was evicted in between
        events.record("cache_unavailable", exc_info=error)
        return _take(_own_memory, limits, now)


def count(limits: Sequence[Limit], *, now: float | None = None) -> tuple[Tries, bool]:
    """Counts a try against all these limits, and says whether it is over one of them: with the same work if it is or not."""
    now = time.time() if now is None else now
    try:
        return _count(cache, limits, now)
    except Exception as error:  # as above
        events.record("cache_unavailable", exc_info=error)
        return _count(_own_memory, limits, now)


def _take(store: BaseCache, limits: Sequence[Limit], now: float) -> Tries | Refusal:
    taken: list[str] = []
    for one in _counted(store, limits, now):
        taken.append(one.key)
        if one.is_over:
            Tries(store, tuple(taken)).give_back()
            is_first = store.add(f"{one.key}:refused", True, timeout=one.limit.seconds)
            return Refusal(one.limit, _wait(one.limit, one.number - 1, one.before, one.elapsed), is_first)
    return Tries(store, tuple(taken))


def _count(store: BaseCache, limits: Sequence[Limit], now: float) -> tuple[Tries, bool]:
    counted = list(_counted(store, limits, now))
    return Tries(store, tuple(one.key for one in counted)), any(one.is_over for one in counted)


class _Counted(NamedTuple):
    """A try counted against one limit: the number of this window, that of the one before, and seconds into this one."""

    limit: Limit
    key: str
    number: int
    before: int
    elapsed: float

    @property
    def is_over(self) -> bool:
        reaching = self.before * (1 - self.elapsed / self.limit.seconds)
        return self.number + reaching > self.limit.tries + _ROUNDING


def _counted(store: BaseCache, limits: Sequence[Limit], now: float) -> Iterator[_Counted]:
    windows = {limit: int(now // limit.seconds) for limit in limits}
    earlier = store.get_many([limit.key(window - 1) for limit, window in windows.items()])
    for limit, window in windows.items():
        key = limit.key(window)
        # Twice the time, because the next window asks for it.
        store.add(key, 0, timeout=2 * limit.seconds)
        before = min(int(earlier.get(limit.key(window - 1), 0)), limit.tries)
        yield _Counted(limit, key, store.incr(key), before, now % limit.seconds)


def _wait(limit: Limit, count: int, before: int, elapsed: float) -> int:
    """Seconds until there is room for one more, if nobody else takes it."""
    if count < limit.tries and before:
        # The earlier window's share has to shrink to what is left.
        seconds = limit.seconds * (1 - (limit.tries - count - 1) / before) - elapsed
    else:
        share = 1 - (limit.tries - 1) / max(count, 1)
        seconds = limit.seconds - elapsed + limit.seconds * max(0.0, share)
    return max(1, ceil(seconds - _ROUNDING))
