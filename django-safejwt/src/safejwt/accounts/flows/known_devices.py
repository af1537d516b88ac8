"""Known devices that their user has had forgotten: one by one, or all with the link "This was not me".

The server keeps no list of known devices: a signed cookie in each browser says when its user last logged in there. So what
is kept is which of these cookies no longer count.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.utils import timezone

from safejwt import sessions
from safejwt.conf import conf
from safejwt.db import batch_delete
from safejwt.db.primary import primary_alias
from safejwt.models import RefreshToken

from ..models import AccountEmail, ForgottenDevice

__all__ = ["expired", "forget", "is_known", "purge"]


def forget(user: AbstractBaseUser, sid: UUID) -> bool:
    """End one session of a user, and forget its device. Return whether the session existed.

    The next login there counts as one with a new device. Call it in `safejwt.authentication.still_authenticated`, so
    that both happen or neither.
    """
    rows = RefreshToken.objects.using(primary_alias()).filter(pk=sid, user_id=user.pk)
    started_at = rows.values_list("created_at", flat=True).first()
    if started_at is None:
        return False
    device = ForgottenDevice(user_id=user.pk, logged_in_at=started_at.replace(microsecond=0))
    # Two sessions may have started in the same second. Both devices are forgotten then.
    ForgottenDevice.objects.bulk_create([device], ignore_conflicts=True)
    return sessions.end_session(user, sid, reason="forgotten")


def is_known(user: AbstractBaseUser, at: datetime, **kwargs: Any) -> bool:
    """Receive `device_presented`: whether the user has not had this device forgotten since."""
    # The time of a device is in whole seconds. In the second of the link, a device counts as forgotten.
    secured = AccountEmail.objects.filter(user_id=user.pk, secured_at__gte=at).values("user_id")
    forgotten = ForgottenDevice.objects.filter(user_id=user.pk, logged_in_at=at).values("user_id")
    return not secured.union(forgotten).exists()


def expired(*, now: datetime | None = None) -> QuerySet[ForgottenDevice]:
    """Return those that would no longer be known anyway."""
    return ForgottenDevice.objects.filter(logged_in_at__lt=(now or timezone.now()) - conf.device_lifetime)


def purge(*, batch_size: int = batch_delete.BATCH_SIZE, now: datetime | None = None) -> Iterator[int]:
    """Delete expired rows in batches. Yield the number of rows after each batch."""
    for found in batch_delete.delete(expired(now=now), batch_size, skip_locked=True):
        yield len(found)
