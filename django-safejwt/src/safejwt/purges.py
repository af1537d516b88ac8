"""What `safejwt_purge` deletes: each kind of row that is over after a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.db.models import QuerySet

from . import endings, history

__all__ = ["KINDS", "Kind"]


class _Purge(Protocol):
    def __call__(self, *, batch_size: int) -> Iterator[int]: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one kind: what they are called, which are over, and how those are deleted."""

    name: str
    expired: Callable[[], QuerySet[Any]]
    purge: _Purge
    """Deletes them in batches (row_batches.py); yields how many after each."""


KINDS: Final = [
    Kind("expired sessions", endings.expired, endings.purge),
    Kind("old events", history.expired, history.purge),
]
"""The kinds, in the order in which they are deleted; an app that keeps others for a time adds them."""
