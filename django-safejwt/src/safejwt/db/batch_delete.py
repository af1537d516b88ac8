"""Delete rows in batches while the site is running: each batch is locked, deleted and committed.

Other requests wait for their own row at most, and only as long as one batch takes. Concurrent runs share the work.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, Final

from django.db import OperationalError, connections, transaction
from django.db.models import QuerySet

__all__ = ["BATCH_SIZE", "delete"]

BATCH_SIZE = 1000

# Two purges on MariaDB can meet in a deadlock several times in a row.
_RETRIES: Final = 10

# The primary keys that are read at once: so few rows take few scans of the table, and many rows little memory.
_READ: Final = 5_000


def delete(rows: QuerySet[Any], size: int = BATCH_SIZE, *, skip_locked: bool = False) -> Iterator[list[Any]]:
    """Delete rows in batches. Yield the primary keys of each committed batch.

    The rows need no index on the columns of their conditions: their primary keys are read first, without locks.

    skip_locked: leave rows alone that another transaction has locked.
    """
    is_done = False
    while not is_done:
        # MariaDB also locks neighbouring rows, so two purges may each have left rows to the other.
        is_done = True
        for primary_keys in _read(rows, size):
            found = _again_after_deadlock(partial(_delete_batch, rows, primary_keys, skip_locked), rows.db)
            if found:
                is_done = not skip_locked
                yield found


def _read(rows: QuerySet[Any], size: int) -> Iterator[list[Any]]:
    """The primary keys of the rows, in batches of this size."""
    ordered, last = rows.order_by("pk"), None
    while True:
        rest = ordered if last is None else ordered.filter(pk__gt=last)
        primary_keys = list(rest.values_list("pk", flat=True)[:_READ])
        for start in range(0, len(primary_keys), size):
            yield primary_keys[start : start + size]
        if len(primary_keys) < _READ:
            return
        last = primary_keys[-1]


def _delete_batch(rows: QuerySet[Any], primary_keys: list[Any], skip_locked: bool) -> list[Any]:
    # The conditions again: a row may have changed since its key was read.
    batch = rows.filter(pk__in=primary_keys).order_by("pk")
    with _locks(rows.db):
        found = list(_locked(batch, skip_locked).values_list("pk", flat=True))
        _deletable(rows, found).delete()
    return found


def _deletable(rows: QuerySet[Any], primary_keys: list[Any]) -> QuerySet[Any]:
    if connections[rows.db].features.has_select_for_update:
        # The rows are locked, so their keys suffice. With the condition MariaDB would search its index, where it waits for
        # the batch of another purge, which waits for this one.
        everything: QuerySet[Any] = rows.model._default_manager.using(rows.db)
        return everything.filter(pk__in=primary_keys)
    # A row that has changed since it was read stays. One statement, unless the project has related rows or receivers:
    # then Django reads the rows first.
    return rows.filter(pk__in=primary_keys)


def _again_after_deadlock(delete: Callable[[], list[Any]], alias: str) -> list[Any]:
    for _ in range(_RETRIES):
        try:
            return delete()
        except OperationalError:
            # The database rolls back one side of a deadlock and expects it to try again. Inside a transaction of the
            # caller there is nothing left to repeat.
            if connections[alias].in_atomic_block:
                raise
    return delete()


def _locks(alias: str) -> AbstractContextManager[object]:
    # SQLite has no row locks, and a transaction there that reads before it writes may fail when others write.
    has_locks = connections[alias].features.has_select_for_update
    return transaction.atomic(using=alias) if has_locks else nullcontext()


def _locked(rows: QuerySet[Any], skip_locked: bool) -> QuerySet[Any]:
    can_skip = connections[rows.db].features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=skip_locked and can_skip)
