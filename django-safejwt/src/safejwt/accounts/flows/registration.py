"""Registration by email. The account is created when the link is followed.

The response does not reveal whether the address is known.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.utils import timezone

from safejwt.audit import events
from safejwt.db import batch_delete
from safejwt.db.primary import primary_alias
from safejwt.errors import LinkInvalid
from safejwt.errors import gettext_noop as _

from ..conf import conf
from ..email_addresses import email_of, is_taken, mark_verified, normalize, users_with_email
from ..languages import remember_language
from ..mail import links
from ..mail.messages import Email, EmailRequest, LinkEmail
from ..mail.outbox import queue
from ..models import Mail, PendingRegistration

__all__ = [
    "AddressKnown",
    "Register",
    "RegistrationRequest",
    "ValueTaken",
    "complete",
    "email_for",
    "expired",
    "find",
    "make_token",
    "newest",
    "purge",
    "request",
]


class ValueTaken(LinkInvalid):
    """A unique value of a pending registration, such as the username, was taken. Another link does not help."""

    message = _("One of the values that you chose was taken meanwhile. Register again.")


class Register(LinkEmail):
    kind = purpose = "register"

    def token(self, mail: Mail) -> str | None:
        pending = find(mail.context["registration"])
        return None if pending is None else make_token(pending)


class AddressKnown(Email):
    """Tells the owner of an address that a registration was attempted with it."""

    kind = "address_known"


class RegistrationRequest(EmailRequest):
    kind = "registration_request"

    def emails(self, mail: Mail) -> Iterable[Mail]:
        users = users_with_email(mail.address)
        return [Mail(kind=AddressKnown.kind, address=email_of(user), user=user) for user in users] or [
            Mail(kind=Register.kind, address=mail.address, context=mail.context)
        ]


def request(fields: Mapping[str, Any]) -> None:
    """Keep the fields of the account and send the link, or tell the owner of a known address.

    Args:
        fields: values of the user model's fields by name, as JSON. The password is hashed
            (`safejwt.passwords.hashed`).
    """
    address = normalize(fields[get_user_model().get_email_field_name()])
    with transaction.atomic(using=primary_alias()):
        pending = PendingRegistration.objects.create(address=address, fields=dict(fields))
        queue(RegistrationRequest.kind, address, registration=str(pending.pk))


def find(registration_id: str) -> PendingRegistration | None:
    """Return the registration if it is pending and its address is free."""
    pending = PendingRegistration.objects.filter(pk=registration_id).first()
    return None if pending is None or is_taken(pending.address) else pending


def newest(address: str) -> PendingRegistration | None:
    """Return the latest pending registration with this address."""
    found = PendingRegistration.objects.alias(lower=Lower("address")).filter(lower=Lower(Value(address)))
    return found.order_by("-created_at").first()


def email_for(pending: PendingRegistration) -> Mail:
    """Return the email with the link of a pending registration, not saved."""
    return Mail(kind=Register.kind, address=pending.address, context={"registration": str(pending.pk)})


def make_token(pending: PendingRegistration) -> str:
    return links.mint("register", pending.pk, pending.address)


def complete(presented: links.Presented, require_ownership: links.RequireOwnership) -> str:
    """Create the account with a verified address, and return the address.

    Of concurrent callers, one succeeds.

    Args:
        require_ownership: called with the user to be created, not saved, before anything is written.

    Raises:
        LinkInvalid: the link was used, or the address was taken meanwhile.
        ValueTaken: another value was taken meanwhile.
    """
    pending = find(presented.subject)
    if pending is None or not presented.is_of(pending.address):
        raise LinkInvalid
    require_ownership(get_user_model()(**pending.fields))
    try:
        with transaction.atomic(using=primary_alias()):
            deleted, _rows = PendingRegistration.objects.filter(pk=pending.pk).delete()
            if not deleted:
                raise LinkInvalid
            user = get_user_model()._default_manager.create(**pending.fields)
            events.record("user_created", user_id=user.pk)
            mark_verified(user)
            remember_language(user)
    except IntegrityError:
        raise ValueTaken from None
    return pending.address


def expired(*, now: datetime | None = None) -> QuerySet[PendingRegistration]:
    """Return the registrations whose link expired at least one lifetime ago."""
    limit = (now or timezone.now()) - 2 * conf.verification_lifetime
    return PendingRegistration.objects.filter(created_at__lt=limit)


def purge(*, batch_size: int = batch_delete.BATCH_SIZE, now: datetime | None = None) -> Iterator[int]:
    """Delete expired registrations in batches. Yield the number of rows after each batch."""
    for found in batch_delete.delete(expired(now=now), batch_size, skip_locked=True):
        yield len(found)
