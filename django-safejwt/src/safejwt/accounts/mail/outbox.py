"""Mails that wait to be sent. A request writes what is to be sent, and to whom; sending is for later and for others.

What a request may not let on is decided later too: whether anybody has the address that was typed is looked up when the
mail is sent. So the request does the same work for an address that is known and one that is not.
"""

from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import translation

from ..conf import conf
from ..models import Mail
from ..signals import mail_queued

__all__ = ["language_of", "queue"]


def language_of(user: AbstractBaseUser | None, *, otherwise: str) -> str:
    """The language in which a person is written to, as `SAFEJWT_ACCOUNTS_USER_LANGUAGE` tells it."""
    ask = conf.user_language
    return (ask(user) if ask and user is not None else None) or otherwise


def queue(
    kind: str, address: str, *, user: AbstractBaseUser | None = None, language: str | None = None, **context: Any
) -> None:
    """Writes down that this mail is to be sent; `context` is for its template, as JSON.

    language: of whom we do not know whether he has one of his own; by default that of the moment, "" for the site's.
    """
    otherwise = (translation.get_language() or "") if language is None else language
    mail = Mail.objects.create(
        kind=kind,
        address=address,
        user_id=None if user is None else user.pk,
        context=context,
        language=language_of(user, otherwise=otherwise),
    )
    transaction.on_commit(partial(mail_queued.send_robust, Mail), using=mail._state.db, robust=True)
