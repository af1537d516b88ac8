"""Rate limits as counters in Django's cache, shared by all processes that share the cache.

Two counters make a sliding window: the hits of the current window, and the share of the previous
one that still lies within the last `seconds`. The cache's atomic increment decides, so of any
number of parallel hits no more pass than the limit allows; a refused hit is refunded. The edge of a
window allows no second burst: no burst exceeds the limit, and any span of `seconds` has fewer than
twice as many hits.
"""

import time
from collections.abc import Callable, Iterator, Sequence
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

    def key(self, window: int) -> str:
        # The identity may contain an email address, which does not belong in a cache key.
        identity = sha256(self.identity.encode("utf-8", "backslashreplace")).hexdigest()
        return f"safejwt:{self.scope}:{self.seconds}:{identity}:{window}"


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
    keys: list[str] = []
    for one in _counted(store, limits, now):
        keys.append(one.key)
        if one.is_over:
            Hits(store, tuple(keys)).refund()
            is_first = store.add(f"{one.key}:refused", True, timeout=one.limit.seconds)
            return Refusal(one.limit, _wait(one.limit, one.number - 1, one.before, one.elapsed), is_first)
    return Hits(store, tuple(keys))


def _acquire_all(store: BaseCache, limits: Sequence[Limit], now: float) -> tuple[Hits, bool]:
    counted = list(_counted(store, limits, now))
    return Hits(store, tuple(one.key for one in counted)), not any(one.is_over for one in counted)


class _Counted(NamedTuple):
    """A hit counted against one limit.

    number, before: hits of this window and of the previous one. elapsed: seconds into this one.
    """

    limit: Limit
    key: str
    number: int
    before: int
    elapsed: float

    @property
    def is_over(self) -> bool:
        share = self.before * (1 - self.elapsed / self.limit.seconds)
        return self.number + share > self.limit.hits + _ROUNDING


def _counted(store: BaseCache, limits: Sequence[Limit], now: float) -> Iterator[_Counted]:
    windows = {limit: int(now // limit.seconds) for limit in limits}
    earlier = store.get_many([limit.key(window - 1) for limit, window in windows.items()])
    for limit, window in windows.items():
        key = limit.key(window)
        # Twice the window, because the next window reads it too.
        store.add(key, 0, timeout=2 * limit.seconds)
        before = min(int(earlier.get(limit.key(window - 1), 0)), limit.hits)
        yield _Counted(limit, key, store.incr(key), before, now % limit.seconds)


def _wait(limit: Limit, count: int, before: int, elapsed: float) -> int:
    """Seconds until there is room for one more, if no other hit takes it."""
    if count < limit.hits and before:
        # The share of the earlier window has to shrink to the room that is left.
        seconds = limit.seconds * (1 - (limit.hits - count - 1) / before) - elapsed
    else:
        share = 1 - (limit.hits - 1) / max(count, 1)
        seconds = limit.seconds - elapsed + limit.seconds * max(0.0, share)
    return max(1, ceil(seconds - _ROUNDING))
