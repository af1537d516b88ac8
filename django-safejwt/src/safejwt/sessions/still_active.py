"""What a session may still write when the time has come: see `still_active`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connections, transaction

from ..db.primary import primary_alias
from ..errors import SessionEnded
from ..models import RefreshToken, session_auth_hashes
from . import admission
from .issuing import truncate_to_second

__all__ = ["still_active"]

# No session has this id.
_NO_SESSION = UUID(int=0)


@contextmanager
def still_active(user: AbstractBaseUser, sid: UUID | None, *, now: datetime | None = None) -> Iterator[None]:
    """Open a transaction in which `user` still has the password they were read with, and the session is active.

    A request reads its user and session before its body, which may arrive minutes later, and hashing takes time too. So
    whatever a session writes to its user's account belongs into this block. The rows of user and session are locked: a
    password reset, a logout or a deletion of the account happens before the block or after it, never during it.

    If the block changes the password of `user`, this session continues. All others end.

    sid: the session on whose behalf the block writes. None if the user authenticated without one: then only the user is
    compared.

    Raises:
        SessionEnded: the session has ended, the user is deactivated or deleted, or the password has changed.
    """
    alias = primary_alias()
    with transaction.atomic(using=alias):
        _lock_or_raise(user, sid, alias, truncate_to_second(now))
        before = session_auth_hashes(user)[0]
        yield
        after = session_auth_hashes(user)[0]
        if sid is not None and after != before:
            RefreshToken.objects.using(alias).filter(pk=sid).update(auth_hash=after)


def _lock_or_raise(user: AbstractBaseUser, sid: UUID | None, alias: str, now: datetime) -> None:
    if not connections[alias].features.has_select_for_update:
        # SQLite: a statement that may write takes the one lock of the database, even if it finds no row.
        RefreshToken.objects.using(alias).filter(pk=_NO_SESSION).update(generation=0)
    # Always in this order, the user first. Other orders would deadlock.
    current = _locked(get_user_model()._base_manager, user.pk, alias)
    if current is None or not getattr(current, "is_active", True) or _password(current) != _password(user):
        raise SessionEnded
    if sid is None:
        return
    session = _locked(RefreshToken.objects, sid, alias)
    if session is None or session.user_id != current.pk:
        raise SessionEnded
    session.set_loaded_user(current)
    if not session.is_valid(now) or admission.admitted_user(session) is None:
        raise SessionEnded


def _locked(manager: Any, pk: object, alias: str) -> Any:
    """The row with this primary key, locked until the transaction ends, or None."""
    return next(iter(manager.using(alias).order_by().select_for_update().filter(pk=pk)), None)


def _password(user: AbstractBaseUser) -> str | None:
    # A user model whose passwords are kept elsewhere may have no such field.
    return getattr(user, "password", None)
