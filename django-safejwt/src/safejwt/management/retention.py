"""What `safejwt_purge` deletes: rows that are kept for a limited time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.db.models import QuerySet

from ..audit import history
from ..sessions import revocation
from ..signals import purge_requested

__all__ = ["Retention", "retentions"]


class _Purge(Protocol):
    def __call__(self, *, batch_size: int) -> Iterator[int]: ...


@dataclass(frozen=True, slots=True)
class Retention:
    """Rows of one kind: what they are called, which have expired, and how those are deleted."""

    name: str
    expired: Callable[[], QuerySet[Any]]
    purge: _Purge
    """Deletes the expired rows in batches; yields the number of rows after each batch."""


def retentions() -> list[Retention]:
    """Sessions and security events first, then what the receivers of `purge_requested` return."""
    return [
        Retention("expired sessions", revocation.expired, revocation.purge),
        Retention("old events", history.expired, history.purge),
        *(cast("Retention", retention) for _, retention in purge_requested.send(None)),
    ]
