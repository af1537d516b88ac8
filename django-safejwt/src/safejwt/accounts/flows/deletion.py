"""The end of an account: its row and all that hangs on it is deleted. The log keeps that it happened, by its id alone."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from safejwt.audit import events

from ..email_addresses import email_of
from ..mail.outbox import queue
from ..signals import account_deleting

__all__ = ["delete"]


def delete(user: AbstractBaseUser, **cause: Any) -> None:
    """Deletes a person, his sessions and mails, and tells his address. What else goes is for `account_deleting`.

    Raises:
        django.db.models.RestrictedError, django.db.models.ProtectedError: a row of the project's keeps him; nothing is done.
    """
    user_id, address = user.pk, email_of(user)
    with transaction.atomic():
        account_deleting.send(type(user), user=user)
        user.delete()
        if address:
            queue("account_deleted", address, **cause)
    events.record("user_deleted", user_id=user_id)
