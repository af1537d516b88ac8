"""The queue of emails. A request only writes a row; delivery happens later, in any process.

Whether a typed address belongs to a user is looked up at delivery, not in the request. So a request
for a known address does the same work as one for an unknown address.
"""

from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import translation

from ..email_addresses import email_of, is_verified
from ..models import Mail
from ..signals import mail_queued

__all__ = ["notify", "queue"]


def queue(
    kind: str,
    address: str,
    *,
    user: AbstractBaseUser | None = None,
    language: str | None = None,
    priority: Mail.Priority = Mail.Priority.LINK,
    **context: Any,
) -> None:
    """Queue an email. It is sent after the surrounding transaction commits.

    Args:
        kind: the `kind` of a class in `safejwt.accounts.emails`.
        language: the language for users of whom none is known at delivery. Defaults to the active
            language; "" stands for `LANGUAGE_CODE`.
        context: JSON values for the templates.
    """
    mail = Mail.objects.create(
        kind=kind,
        address=address,
        user_id=None if user is None else user.pk,
        priority=priority,
        context=context,
        language=(translation.get_language() or "") if language is None else language,
    )
    transaction.on_commit(partial(mail_queued.send_robust, Mail), using=mail._state.db, robust=True)


def notify(kind: str, user: AbstractBaseUser, *, language: str | None = None, **context: Any) -> None:
    """Queue an email about the account to its owner, if the address is confirmed.

    Anyone can register an address of someone else. Its owner gets the link that confirms it, and
    nothing about an account that is not theirs.
    """
    if is_verified(user):
        queue(kind, email_of(user), user=user, language=language, priority=Mail.Priority.NOTICE, **context)
