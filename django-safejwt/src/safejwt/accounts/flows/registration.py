"""Registering by mail: the account is made when the link is followed, and nobody is told whether an address is known."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, router, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.utils import timezone

from safejwt.audit import events
from safejwt.db import batch_delete
from safejwt.errors import LinkInvalid
from safejwt.errors import gettext_noop as _

from ..conf import conf
from ..email_addresses import is_taken, normalize
from ..mail import links
from ..mail.outbox import queue
from ..models import PendingRegistration
from .verification import mark_verified

__all__ = ["complete", "expired", "find", "newest", "purge", "request", "token"]


def request(fields: Mapping[str, Any]) -> None:
    """Keeps what the account is to be made of and sends the link, or tells the owner of an address that is known.

    fields: values of the user model's fields by name, as JSON takes them; the password hashed (`safejwt.passwords.hashed`).
    """
    address = normalize(fields[get_user_model().get_email_field_name()])
    with transaction.atomic():
        registration = PendingRegistration.objects.create(address=address, fields=dict(fields))
        queue("registration_request", address, registration=str(registration.pk))


def find(registration_id: str) -> PendingRegistration | None:
    """The registration, if it still waits and its address is nobody's."""
    registration = PendingRegistration.objects.filter(pk=registration_id).first()
    return None if registration is None or is_taken(registration.address) else registration


def newest(address: str) -> PendingRegistration | None:
    """The registration that waits for the link in a mail to this address; of several, the last."""
    waiting = PendingRegistration.objects.alias(lower=Lower("address")).filter(lower=Lower(Value(address)))
    return waiting.order_by("-created_at").first()


def token(registration: PendingRegistration) -> str:
    return links.mint("register", registration.pk, registration.address)


def complete(presented: links.Presented, prove: links.Prove) -> str:
    """Makes the account, its address confirmed, and returns the address. Of concurrent callers, one succeeds.

    prove: is asked about the person as he will be, who is not in the database yet, before anything is written.

    Raises:
        LinkInvalid: that was done before, or the name or the address has become somebody else's.
    """
    registration = find(presented.subject)
    if registration is None or not presented.is_of(registration.address):
        raise LinkInvalid
    prove(get_user_model()(**registration.fields))
    try:
        with transaction.atomic():
            deleted, _rows = PendingRegistration.objects.filter(pk=registration.pk).delete()
            if not deleted:
                raise LinkInvalid
            user = get_user_model()._default_manager.create(**registration.fields)
            events.record("user_created", user_id=user.pk)
            mark_verified(user)
    except IntegrityError:
        raise LinkInvalid(_("The name or the address was taken meanwhile. Register again.")) from None
    return registration.address


def expired(*, now: datetime | None = None) -> QuerySet[PendingRegistration]:
    """The registrations whose link nobody followed in its time."""
    limit = (now or timezone.now()) - 2 * conf.verification_lifetime
    return PendingRegistration.objects.using(router.db_for_write(PendingRegistration)).filter(created_at__lt=limit)


def purge(*, batch_size: int = batch_delete.BATCH_SIZE, now: datetime | None = None) -> Iterator[int]:
    """Deletes the registrations of `expired`, the oldest first; yields how many after each batch."""
    for found in batch_delete.delete(expired(now=now), "created_at", batch_size, skip_locked=True):
        yield len(found)
