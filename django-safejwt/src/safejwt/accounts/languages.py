"""The language of emails to a user: kept with the account, because a stranger may cause an email too."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connections
from django.utils import translation

from .conf import conf
from .models import AccountEmail

__all__ = ["language_of", "remember_language"]


def language_of(user: AbstractBaseUser | None, *, otherwise: str) -> str:
    """Return the language by `SAFEJWT_ACCOUNTS_USER_LANGUAGE`, or the one that is kept, or `otherwise`."""
    if user is None:
        return otherwise
    user_language = conf.user_language
    return (user_language(user) if user_language else None) or _kept(user) or otherwise


def remember_language(user: AbstractBaseUser) -> None:
    """Keep the active language for emails to this user.

    Call it in a request in which the user has created or changed their account, and not in one that
    a stranger or an administrator may have sent. Call it in the transaction of the change, in which the
    account cannot be deleted.
    """
    rows = AccountEmail.objects.all()
    # MariaDB has one statement for whichever key is taken.
    has_target = connections[rows.db].features.supports_update_conflicts_with_target
    rows.bulk_create(
        [AccountEmail(user_id=user.pk, language=translation.get_language() or "")],
        update_conflicts=True,
        update_fields=["language"],
        unique_fields=["user"] if has_target else None,
    )


def _kept(user: AbstractBaseUser) -> str | None:
    return AccountEmail.objects.filter(user_id=user.pk).values_list("language", flat=True).first()
