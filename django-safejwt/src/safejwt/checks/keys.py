"""System checks of the keys that sign tokens."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from django.conf import settings
from django.core.checks import CheckMessage, Error

from ..conf import conf
from ..tokens.keys import Fault, KeyRing, UnusableKey, access_keys, is_pem, refresh_keys

__all__ = ["check_keys", "is_placeholder"]

_NEW_SECRET: Final = 'Generate a secret: python -c "import secrets; print(secrets.token_urlsafe(48))"'
# The fault "secret" has an id for each setting.
_FAULTS: Final[dict[Fault, tuple[str, str]]] = {
    "pem": ("safejwt.E009", "Generate a key: python manage.py safejwt_generate_key --algorithm EdDSA"),
    "rsa": ("safejwt.E010", "Generate a longer key: python manage.py safejwt_generate_key --algorithm RS256"),
    "cannot_sign": ("safejwt.E011", "Put a private key or a secret first; public keys come after it."),
    "cryptography": ("safejwt.E012", "pip install django-safejwt[crypto]"),
}
_PLACEHOLDER: Final = re.compile(r"(.)\1*|.*(django-insecure|change[-_ ]?me|placeholder|your[-_ ]?secret|x{8}).*", re.I)


def is_placeholder(secret: str) -> bool:
    """Whether a secret repeats one character, or contains the words of an example."""
    return _PLACEHOLDER.fullmatch(secret) is not None


def check_keys() -> Iterator[CheckMessage]:
    yield from _check_setting("ACCESS_TOKEN_SECRET", conf.access_token_secrets, access_keys, "safejwt.E001")
    yield from _check_setting("REFRESH_TOKEN_SECRET", conf.refresh_token_secrets, refresh_keys, "safejwt.E002")
    values = [*conf.secret_keys, *conf.access_token_secrets, *conf.refresh_token_secrets]
    if len(set(values)) < len(values) or not _key_ids(access_keys).isdisjoint(_key_ids(refresh_keys)):
        yield Error(
            "SECRET_KEY, ACCESS_TOKEN_SECRET and REFRESH_TOKEN_SECRET share a value.",
            hint="Use a different value for each, so that a signature for one purpose is never accepted for another.",
            id="safejwt.E004",
        )


def _check_setting(
    name: str, entries: Sequence[str], keys: Callable[[], KeyRing], secret_id: str
) -> Iterator[CheckMessage]:
    try:
        keys()
    except UnusableKey as error:
        check_id, hint = _FAULTS.get(error.fault, (secret_id, _NEW_SECRET))
        yield Error(str(error), hint=hint, id=check_id)
    if not settings.DEBUG and any(is_placeholder(entry) for entry in entries if not is_pem(entry)):
        yield Error(f"{name} is a placeholder.", hint=_NEW_SECRET, id="safejwt.E003")


def _key_ids(keys: Callable[[], KeyRing]) -> set[str]:
    """The ids of the keys. A private key and its public half have one id, in any encoding."""
    try:
        return keys().key_ids
    except UnusableKey:
        return set()
