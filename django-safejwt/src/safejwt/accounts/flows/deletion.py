"""Account deletion. The log keeps that it happened, with nothing of the user but the id."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from safejwt import sessions
from safejwt.audit import events
from safejwt.db.primary import primary_alias

from ..email_addresses import email_of, is_verified
from ..mail.messages import Email
from ..mail.outbox import queue
from ..models import Mail
from ..signals import account_deleting

__all__ = ["AccountDeleted", "delete"]


class AccountDeleted(Email):
    kind = "account_deleted"


def delete(user: AbstractBaseUser, **client: Any) -> None:
    """Delete a user with their sessions, and send an email to their address, if it is confirmed.

    Call it in `safejwt.authentication.still_authenticated`, which locks the user: another request
    could otherwise start a session for them meanwhile, and its row would make the deletion fail.
    Receivers of `account_deleting` delete or anonymize the project's own data.

    Args:
        client: `client_details` of the request, for the email.

    Raises:
        django.db.models.ProtectedError, django.db.models.RestrictedError: a foreign key of the project
            keeps the user. Nothing is deleted.
    """
    user_id, address = user.pk, email_of(user) if is_verified(user) else ""
    with transaction.atomic(using=primary_alias(), savepoint=False):
        account_deleting.send(type(user), user=user)
        user.delete()
        if user.pk is not None:
            # The project keeps the row, so the database did not delete the sessions with it.
            sessions.end_all(user)
        if address:
            queue(AccountDeleted.kind, address, priority=Mail.Priority.NOTICE, **client)
    events.record("user_deleted", user_id=user_id)
