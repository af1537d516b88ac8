"""Rows deleted in batches while the site runs: a batch is locked, deleted and committed.

So no other request waits for more than its own row, and for that only as long as a batch takes. Two at once share the work.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, Final

from django.db import OperationalError, connections, transaction
from django.db.models import QuerySet

__all__ = ["BATCH_SIZE", "delete"]

BATCH_SIZE = 1000

_RETRIES: Final = 3

Found = list[tuple[Any, Any]]
"""The primary key of each row of a batch, and its value in the column that orders them."""


def delete(rows: QuerySet[Any], key: str, size: int = BATCH_SIZE, *, skip_locked: bool = False) -> Iterator[list[Any]]:
    """Deletes rows in batches, in the order of the indexed column `key`; yields the primary keys of each batch, committed.

    skip_locked: rows that somebody else holds at this moment are left to him.
    """
    rows, since = rows.order_by(key), None
    while True:
        # From where the last batch ended: the index entries of what was deleted are not read again.
        batch = rows if since is None else rows.filter(**{f"{key}__gte": since})
        found = _again_after_deadlock(partial(_delete_batch, batch, key, size, skip_locked), rows.db)
        if found:
            since = found[-1][1]
            yield [primary_key for primary_key, _ in found]
        elif since is None or not skip_locked:
            return
        else:
            # MariaDB also locks rows next to those it gives, so two purges may each have left some to the other.
            since = None


def _delete_batch(rows: QuerySet[Any], key: str, size: int, skip_locked: bool) -> Found:
    with _locks(rows.db):
        found = list(_locked(rows, skip_locked).values_list("pk", key)[:size])
        primary_keys = [primary_key for primary_key, _ in found]
        _deletable(rows, primary_keys).delete()
    return found


def _deletable(rows: QuerySet[Any], primary_keys: list[Any]) -> QuerySet[Any]:
    if connections[rows.db].features.has_select_for_update:
        # They are locked as they were found, so the keys say it all. With the condition MariaDB would look for them in the
        # index on it, where it waits for the batch of another purge, which waits for this one.
        everything: QuerySet[Any] = rows.model._default_manager.using(rows.db)
        return everything.filter(pk__in=primary_keys)
    # A row that was changed since it was read stays. One statement, unless the project has rows or receivers that
    # hang on these; then Django reads them first.
    return rows.filter(pk__in=primary_keys)


def _again_after_deadlock(delete: Callable[[], Found], alias: str) -> Found:
    for _ in range(_RETRIES):
        try:
            return delete()
        except OperationalError:
            # Of two whose locks cross, the database ends one, which is rolled back and expected to come again. Inside a
            # transaction of the caller's there is nothing left to repeat.
            if connections[alias].in_atomic_block:
                raise
    return delete()


def _locks(alias: str) -> AbstractContextManager[object]:
    # SQLite locks no rows, and a transaction that reads before it writes may fail there when others write.
    has_locks = connections[alias].features.has_select_for_update
    return transaction.atomic(using=alias) if has_locks else nullcontext()


def _locked(rows: QuerySet[Any], skip_locked: bool) -> QuerySet[Any]:
    can_skip = connections[rows.db].features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=skip_locked and can_skip)
