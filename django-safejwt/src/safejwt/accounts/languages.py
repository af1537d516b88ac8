"""The language of emails to a user: kept with the account, because a stranger may cause an email too."""

from django.contrib.auth.base_user import AbstractBaseUser
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
    language = translation.get_language() or ""
    if not AccountEmail.objects.filter(user_id=user.pk).update(language=language):
        AccountEmail.objects.bulk_create([AccountEmail(user_id=user.pk, language=language)], ignore_conflicts=True)


def _kept(user: AbstractBaseUser) -> str | None:
    return AccountEmail.objects.filter(user_id=user.pk).values_list("language", flat=True).first()
