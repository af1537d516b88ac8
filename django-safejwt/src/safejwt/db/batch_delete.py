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

Found = list[tuple[Any, Any]]
"""The primary key of each row of a batch, and its value in the column that orders them."""


def delete(rows: QuerySet[Any], key: str, size: int = BATCH_SIZE, *, skip_locked: bool = False) -> Iterator[list[Any]]:
    """Delete rows in batches, ordered by the indexed column `key`. Yield the primary keys of each committed batch.

    skip_locked: leave rows alone that another transaction has locked.
    """
    rows, since = rows.order_by(key), None
    while True:
        # Start where the last batch ended, so the index entries of deleted rows are not read again.
        batch = rows if since is None else rows.filter(**{f"{key}__gte": since})
        found = _again_after_deadlock(partial(_delete_batch, batch, key, size, skip_locked), rows.db)
        if found:
            since = found[-1][1]
            yield [primary_key for primary_key, _ in found]
        elif since is None or not skip_locked:
            return
        else:
            # MariaDB also locks neighbouring rows, so two purges may each have left rows to the other.
            since = None


def _delete_batch(rows: QuerySet[Any], key: str, size: int, skip_locked: bool) -> Found:
    with _locks(rows.db):
        found = list(_locked(rows, skip_locked).values_list("pk", key)[:size])
        primary_keys = [primary_key for primary_key, _ in found]
        _deletable(rows, primary_keys).delete()
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


def _again_after_deadlock(delete: Callable[[], Found], alias: str) -> Found:
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
