"""Comparing passwords: normalised, a few at a time, and a better hash signs nobody out."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Final
from unicodedata import category, normalize

from django.contrib.auth import get_user_model, hashers
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from ..conf import conf
from ..db.primary import primary_alias
from ..errors import ServiceUnavailable
from ..models import RefreshToken, session_auth_hashes

__all__ = ["hash_without_user", "hashed", "matches", "normalized"]

# Seconds. Longer, and all threads of a process would soon be waiting here.
_PATIENCE: Final = 0.05


def normalized(password: str) -> str:
    """One spelling of what looks the same: NFC, and every kind of space a plain one (RFC 8265 section 4.2, OpaqueString).

    What a keyboard sends for ü differs from system to system. Nothing is lost: no case, no width, no compatibility forms.
    """
    spaced = "".join(" " if character != " " and category(character) == "Zs" else character for character in password)
    return normalize("NFC", spaced)


def hashed(password: str) -> str:
    """The hash to store, of the normal form.

    Raises:
        ServiceUnavailable: too many are being hashed already.
    """
    with _slot():
        return hashers.make_password(normalized(password))


def matches(user: AbstractBaseUser, typed: str) -> bool:
    """Whether this is the person's password, in its normal form or exactly as typed (as Django's own forms store it).

    A hash of an algorithm or of a cost that is no longer the first of `PASSWORD_HASHERS` is replaced. Django's session
    authentication hash is made from it, so `user.check_password` would thereby end the person's sessions on all his other
    devices; here their rows take the new one over in the same transaction.
    """
    for password in _spellings(typed):
        with _slot():
            is_correct, is_outdated = hashers.verify_password(password, user.password)
        if is_correct:
            # Somebody who is not in the database yet has no row to write it to.
            return not is_outdated or user._state.adding or _rehash(user, password)
    return False


def hash_without_user(typed: str) -> None:
    """Takes as long as `matches` with a wrong password, where there is nobody to compare with (CVE-2016-2513).

    Raises:
        ServiceUnavailable: too many are being hashed already.
    """
    for password in _spellings(typed):
        with _slot():
            hashers.make_password(password)


def _spellings(typed: str) -> list[str]:
    """What a password is compared as. Whoever types what is not in its normal form pays for two, known or not."""
    return list(dict.fromkeys((normalized(typed), typed)))


@contextmanager
def _slot() -> Iterator[None]:
    """Room for one slow hash among `SAFEJWT_PARALLEL_HASHES` of this process.

    Raises:
        ServiceUnavailable: there was none for a while. Waiting longer would keep the threads that everybody else needs.
    """
    slots = conf.parallel_hashes
    if slots is None:
        yield
        return
    room = _room(slots)
    # As many may wait for a hash as may hash; the others wait a moment for that.
    if not room.queue.acquire(timeout=_PATIENCE):
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
    """Replaces the hash that was just compared; whether the password is still the person's."""
    before, old = user.password, session_auth_hashes(user)
    with _slot():
        user.password = hashers.make_password(password)
    with transaction.atomic(using=primary_alias()):
        # Only if it still is what was compared: a password that was changed meanwhile stays changed.
        users = get_user_model()._base_manager.using(primary_alias()).filter(pk=user.pk, password=before)
        if users.update(password=user.password):
            RefreshToken.objects.filter(user_id=user.pk, auth_hash__in=old).update(
                auth_hash=session_auth_hashes(user)[0]
            )
            return True
    # Another login was faster with the better hash, or the password is another one. A session that began with what was
    # read before would be dead from its first request on.
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
    with _slot():
        return hashers.verify_password(password, now)[0]
