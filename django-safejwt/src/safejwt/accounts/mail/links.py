"""The tokens of links in mails: signed, for one purpose, for a short time, and bound to what their use changes.

Each purpose has a key of its own, derived from `SECRET_KEY` (django.core.signing); `SECRET_KEY_FALLBACKS` verify. A token
names its subject and carries a keyed hash of the state it was made for. Use changes that state, and so kills the token.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal
from urllib.parse import quote

from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from safejwt.conf import conf as core_conf
from safejwt.errors import LinkInvalid

from ..conf import conf

__all__ = ["PAGES", "Presented", "Prove", "Purpose", "link", "mint", "read"]

Purpose = Literal["verify_email", "register", "password_reset", "email_change"]

PAGES: Final[dict[Purpose, str]] = {
    "verify_email": "/verify-email",
    "register": "/verify-email",
    "password_reset": "/reset-password",
    "email_change": "/confirm-email",
}
"""The app's page for each purpose."""

Prove = Callable[[AbstractBaseUser], object]
"""Raises unless whoever follows a link shows that this person's account is his. A link alone shows who reads the mail, and
the account may be that of a stranger who gave this address for his own."""

# One of ours has about 150 characters.
_MAXIMUM_LENGTH: Final = 1024


@dataclass(frozen=True, slots=True)
class Presented:
    """What a genuine token says: whom or what it is about, and a hash of the state it was made for."""

    purpose: Purpose
    subject: str
    digest: str

    def is_of(self, *state: object) -> bool:
        """Whether this is still the state it was made for."""
        return any(
            constant_time_compare(self.digest, _digest(self.purpose, state, key)) for key in core_conf.secret_keys
        )


def mint(purpose: Purpose, subject: object, *state: object) -> str:
    """Signs a token that is good until the state changes, and no longer than its purpose's lifetime."""
    return signing.dumps([str(subject), _digest(purpose, state)], salt=_salt(purpose))


def link(purpose: Purpose, token: str) -> str:
    """The address of the app's page, with the token in the fragment: no server and no Referer ever sees that."""
    return f"{conf.link_base}{PAGES[purpose]}#token={quote(token, safe='')}"


def read(purpose: Purpose, token: str) -> Presented:
    """Verifies a token. Whether its state still holds is for the caller to ask.

    Raises:
        LinkInvalid: it is not ours, not for this purpose, or too old.
    """
    if len(token) > _MAXIMUM_LENGTH:
        raise LinkInvalid
    try:
        said: Any = signing.loads(token, salt=_salt(purpose), max_age=_lifetime(purpose))
        subject, digest = said
    except (signing.BadSignature, ValueError):
        raise LinkInvalid from None
    return Presented(purpose, subject, digest)


def _lifetime(purpose: Purpose) -> timedelta:
    return conf.reset_lifetime if purpose == "password_reset" else conf.verification_lifetime


def _salt(purpose: Purpose) -> str:
    return f"safejwt.accounts.links.{purpose}"


def _digest(purpose: Purpose, state: tuple[object, ...], key: str | None = None) -> str:
    text = "\n".join(f"{len(str(part))}:{part}" for part in state)
    return salted_hmac(f"{_salt(purpose)}.state", text, secret=key, algorithm="sha256").hexdigest()[:32]
