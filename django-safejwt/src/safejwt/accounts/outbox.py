"""Mails that wait to be sent. A request writes what is to be sent, and to whom; sending is for later and for others.

What a request may not let on is decided later too: whether anybody has the address that was typed is looked up when the
mail is sent. So the request does the same work for an address that is known and one that is not.
"""

from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import translation

from .models import Mail
from .signals import mail_queued

__all__ = ["queue"]


def queue(kind: str, address: str, *, user: AbstractBaseUser | None = None, **context: Any) -> None:
    """Writes down that this mail is to be sent, in the language of the moment; `context` is for its template, as JSON."""
    mail = Mail.objects.create(
        kind=kind,
        address=address,
        user_id=None if user is None else user.pk,
        context=context,
        language=translation.get_language() or "",
    )
    transaction.on_commit(partial(mail_queued.send_robust, Mail), using=mail._state.db, robust=True)
