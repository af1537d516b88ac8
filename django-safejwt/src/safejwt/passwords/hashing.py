"""Password comparison: normalized, a few at a time, and an upgraded hash ends no session."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Final
from unicodedata import category, normalize

from django.contrib.auth import get_user_model, hashers
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from ..audit import events
from ..conf import conf
from ..db.primary import primary_alias
from ..errors import ServiceUnavailable
from ..models import RefreshToken, session_auth_hashes

__all__ = ["hash_without_user", "hashed", "is_unchanged", "matches", "normalized"]

# Unicode normalization and hashing take longer with longer text. Django's own forms have no limit.
_LONGEST: Final = 1024
# With a longer wait, all threads of a process would soon wait here.
_MAXIMUM_WAIT_SECONDS: Final = 0.05


def normalized(password: str) -> str:
    """Return the password in NFC with every kind of space as U+0020 (RFC 8265 section 4.2, OpaqueString).

    Keyboards send "ü" in different forms. Case, width and compatibility forms are kept. A password of more than 1024
    characters is returned unchanged: `hashed` and `matches` refuse it.
    """
    if _is_too_long(password):
        return password
    spaced = "".join(" " if character != " " and category(character) == "Zs" else character for character in password)
    return normalize("NFC", spaced)


def hashed(password: str) -> str:
    """Return the hash of the normalized password, to be stored.

    Raises:
        ServiceUnavailable: the limit of parallel hashes is reached.
        ValueError: the password has more than 1024 characters.
    """
    if _is_too_long(password):
        raise ValueError(f"A password has at most {_LONGEST} characters.")
    with _slot():
        return hashers.make_password(normalized(password))


def matches(user: AbstractBaseUser, typed: str) -> bool:
    """Return whether this is the user's password, normalized or exactly as typed (as Django's own forms store it).

    A hash whose algorithm or cost is no longer the first of `PASSWORD_HASHERS` is replaced. Django derives the session
    authentication hash from it, so `user.check_password` would end the user's other sessions. Here their rows are updated
    in the same transaction.

    A hash that cannot be read is no match: it may come from another system, be cut off, or need a library that is missing.
    It costs as much as an unknown user, so that the difference tells nothing.

    Raises:
        ServiceUnavailable: the limit of parallel hashes is reached.
    """
    try:
        password, is_outdated = _correct_spelling(typed, user.password)
    except ServiceUnavailable:
        raise
    except Exception as error:  # hashers and their libraries raise many types
        hash_without_user(typed)
        events.record("password_hash_unreadable", user_id=user.pk, reason=type(error).__name__)
        return False
    # A user who is not saved yet has no row to update.
    return password is not None and (not is_outdated or user._state.adding or _rehash(user, password))


def is_unchanged(user: AbstractBaseUser, password: str) -> bool:
    """Return whether a new password is the one the user has. Upgrades no hash: emailed links are bound to it.

    Raises:
        ServiceUnavailable: the limit of parallel hashes is reached.
    """
    try:
        return _correct_spelling(password, user.password)[0] is not None
    except ServiceUnavailable:
        raise
    except Exception:  # a hash that cannot be read, as in `matches`: a new password replaces it
        return False


def hash_without_user(typed: str) -> None:
    """Take as long as `matches` with a wrong password, for a username that does not exist (CVE-2016-2513).

    Raises:
        ServiceUnavailable: the limit of parallel hashes is reached.
    """
    for password in _spellings(typed):
        with _slot():
            hashers.make_password(password)


def _correct_spelling(typed: str, encoded: str) -> tuple[str | None, bool]:
    """Return the form of the password that has this hash, if any, and whether the hash is outdated."""
    if hashers.is_password_usable(encoded):
        # Raises if the hash cannot be read. Django would compare some such hashes in no time.
        hashers.identify_hasher(encoded).must_update(encoded)
    for password in _spellings(typed):
        with _slot():
            is_correct, is_outdated = hashers.verify_password(password, encoded)
        if is_correct:
            return password, is_outdated
    return None, False


def _is_too_long(password: str) -> bool:
    return len(password) > _LONGEST


def _spellings(typed: str) -> list[str]:
    """The forms a password is compared in. One that is not normalized costs two hashes, for known and unknown users."""
    if _is_too_long(typed):
        return []
    return list(dict.fromkeys((normalized(typed), typed)))


@contextmanager
def _slot() -> Iterator[None]:
    """Reserve one of the `SAFEJWT_PARALLEL_HASHES` slots of this process.

    Raises:
        ServiceUnavailable: no slot became free in time. Waiting longer would block threads that other requests need.
    """
    slots = conf.parallel_hashes
    if slots is None:
        yield
        return
    room = _room(slots)
    # As many may wait for a slot as there are slots; further callers wait briefly for a place in this queue.
    if not room.queue.acquire(timeout=_MAXIMUM_WAIT_SECONDS):
        raise ServiceUnavailable(retry_after=1)
    try:
        with room.slots:
            yield
    finally:
        room.queue.release()


class _Room:
    def __init__(self, slots: int) -> None:
        self.slots, self.queue = BoundedSemaphore(slots), BoundedSemaphore(2 * slots)


@lru_cache(maxsize=4)
def _room(slots: int) -> _Room:
    return _Room(slots)


def _rehash(user: AbstractBaseUser, password: str) -> bool:
    """Replace the hash that was just compared. Return whether the password is still the user's."""
    before, old = user.password, session_auth_hashes(user)
    with _slot():
        user.password = hashers.make_password(password)
    with transaction.atomic(using=primary_alias()):
        # Only if it is still the hash that was compared: a password that has changed meanwhile stays changed.
        users = get_user_model()._base_manager.using(primary_alias()).filter(pk=user.pk, password=before)
        if users.update(password=user.password):
            RefreshToken.objects.filter(user_id=user.pk, auth_hash__in=old).update(
                auth_hash=session_auth_hashes(user)[0]
            )
            return True
    # Another login upgraded the hash first, or the password has changed. A session that starts with the old hash would be
    # refused at its first request.
    now = (
        get_user_model()
        ._base_manager.using(primary_alias())
        .filter(pk=user.pk)
        .values_list("password", flat=True)
        .first()
    )
    user.password = before if now is None else now
    if now is None:
        return False
    return matches(user, password)
