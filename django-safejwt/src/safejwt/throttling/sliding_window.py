"""Rate limits as counters in Django's cache, shared by all processes that share the cache.

Two counters make a sliding window: the hits of the current window, and the share of the previous
one that still lies within the last `seconds`. The cache's atomic increment decides, so of any
number of parallel hits no more pass than the limit allows; a refused hit is refunded. The edge of a
window allows no second burst: no burst exceeds the limit, and any span of `seconds` has fewer than
twice as many hits.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from typing import Final, NamedTuple, TypeVar

from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from ..audit import events

__all__ = ["Hits", "Limit", "Refusal", "acquire", "acquire_all"]

# Without the cache, users can still log in and attackers are still limited: each process counts for
# itself.
_own_memory: Final = LocMemCache("safejwt.throttling", {"OPTIONS": {"MAX_ENTRIES": 10_000}})

_ROUNDING: Final = 1e-9
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `hits` in `seconds` for one identity."""

    scope: str
    identity: str
    hits: int
    seconds: int

    def keys(self, window: int) -> tuple[str, str]:
        """The cache keys of the window before this one, and of this one."""
        # The identity may contain an email address, which does not belong in a cache key.
        identity = sha256(self.identity.encode("utf-8", "backslashreplace")).hexdigest()
        prefix = f"safejwt:{self.scope}:{self.seconds}:{identity}"
        return f"{prefix}:{window - 1}", f"{prefix}:{window}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A hit over a limit. `wait`: seconds until there is room for one."""

    limit: Limit
    wait: int
    is_first: bool
    """Whether it is the first one in this window."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Hits that were counted."""

    store: BaseCache
    keys: tuple[str, ...]

    def refund(self) -> None:
        """Remove these hits only.

        It resets no counter, because an attacker may have an account too.
        """
        try:
            for key in self.keys:
                self.store.decr(key)
        except Exception as error:
            if not isinstance(error, ValueError):  # the counter expired, and the hits with it
                events.record("cache_unavailable", exc_info=error)


def acquire(limits: Sequence[Limit], *, now: float | None = None) -> Hits | Refusal:
    """Count a hit against every limit, or against none if one of them is reached."""
    return _with_fallback(_acquire, limits, now)


def acquire_all(limits: Sequence[Limit], *, now: float | None = None) -> tuple[Hits, bool]:
    """Count a hit against every limit, and return whether all of them are kept.

    Both outcomes cost the same work.
    """
    return _with_fallback(_acquire_all, limits, now)


def _with_fallback(
    count: Callable[[BaseCache, Sequence[Limit], float], _Result], limits: Sequence[Limit], now: float | None
) -> _Result:
    now = time.time() if now is None else now
    try:
        return count(cache, limits, now)
    except Exception as error:  # whatever a cache client raises; ValueError if a key was evicted in between
        events.record("cache_unavailable", exc_info=error)
        return count(_own_memory, limits, now)


def _acquire(store: BaseCache, limits: Sequence[Limit], now: float) -> Hits | Refusal:
    windows = _read(store, limits, now)
    # A limit that is reached already refuses with this one reading: a refused request costs less than one that is served.
    for window in windows:
        if window.is_over(window.hits + 1):
            return _refuse(store, window, window.hits)
    keys: list[str] = []
    for window in windows:
        number = window.count(store)
        keys.append(window.key)
        if window.is_over(number):
            Hits(store, tuple(keys)).refund()
            return _refuse(store, window, number - 1)
    return Hits(store, tuple(keys))


def _refuse(store: BaseCache, window: "_Window", hits: int) -> Refusal:
    is_first = store.add(f"{window.key}:refused", True, timeout=window.limit.seconds)
    return Refusal(window.limit, _wait(window.limit, hits, window.before, window.elapsed), is_first)


def _acquire_all(store: BaseCache, limits: Sequence[Limit], now: float) -> tuple[Hits, bool]:
    # The first hit of a window must not take more work than the others, or it would show whose limits names share.
    windows = [window._replace(exists=False) for window in _read(store, limits, now)]
    is_kept = [not window.is_over(window.count(store)) for window in windows]
    return Hits(store, tuple(window.key for window in windows)), all(is_kept)


class _Window(NamedTuple):
    """The current window of one limit, as it was read.

    hits, before: those of this window and of the previous one. elapsed: seconds into this one.
    """

    limit: Limit
    key: str
    hits: int
    before: int
    elapsed: float
    exists: bool

    def is_over(self, number: int) -> bool:
        """Whether hit `number` of this window exceeds the limit."""
        share = self.before * (1 - self.elapsed / self.limit.seconds)
        return number + share > self.limit.hits + _ROUNDING

    def count(self, store: BaseCache) -> int:
        """Add a hit, and return its number."""
        if not self.exists:
            # Twice the window, because the next window reads it too.
            store.add(self.key, 0, timeout=2 * self.limit.seconds)
        return store.incr(self.key)


def _read(store: BaseCache, limits: Sequence[Limit], now: float) -> list[_Window]:
    keys = {limit: limit.keys(int(now // limit.seconds)) for limit in limits}
    found = store.get_many([key for pair in keys.values() for key in pair])
    windows = []
    for limit, (earlier, key) in keys.items():
        before = min(int(found.get(earlier, 0)), limit.hits)
        windows.append(_Window(limit, key, int(found.get(key, 0)), before, now % limit.seconds, key in found))
    return windows


def _wait(limit: Limit, count: int, before: int, elapsed: float) -> int:
    """Seconds until there is room for one more, if no other hit takes it."""
    if count < limit.hits and before:
        # The share of the earlier window has to shrink to the room that is left.
        seconds = limit.seconds * (1 - (limit.hits - count - 1) / before) - elapsed
    else:
        share = 1 - (limit.hits - 1) / max(count, 1)
        seconds = limit.seconds - elapsed + limit.seconds * max(0.0, share)
    return max(1, ceil(seconds - _ROUNDING))
