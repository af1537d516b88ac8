"""Tokens of emailed links: signed, short-lived, for one purpose, and bound to a state.

Each purpose has a key of its own, derived from `SECRET_KEY` (`django.core.signing`). Tokens signed
with `SECRET_KEY_FALLBACKS` are still valid. A token names its subject and carries a keyed hash of
the state it was made for. Using it changes that state, so it works once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal
from urllib.parse import quote
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from safejwt import sessions
from safejwt.conf import conf as core_conf
from safejwt.errors import LinkInvalid, SessionEnded

from ..conf import conf

__all__ = ["PAGES", "Presented", "Purpose", "RequireOwnership", "lifetime", "link", "mint", "read", "still_owned"]

Purpose = Literal["verify_email", "register", "password_reset", "email_change", "secure_account"]

PAGES: Final[dict[Purpose, str]] = {
    "verify_email": "/verify-email",
    "register": "/verify-email",
    "password_reset": "/reset-password",
    "email_change": "/confirm-email",
    "secure_account": "/secure-account",
}
"""The app's page for each purpose."""

RequireOwnership = Callable[[AbstractBaseUser], UUID | None]
"""Raises unless the caller owns the account of the given user. Returns the session that shows it, or
None if it is the password.

A link only shows who reads the email. The account may belong to an attacker who entered a victim's
address (Sudhodanan and Paverd, "Pre-hijacked accounts", USENIX Security 2022).
"""

# Our tokens have about 150 characters.
_MAXIMUM_LENGTH: Final = 1024


@dataclass(frozen=True, slots=True)
class Presented:
    """The content of a genuine token: its subject, and a hash of the state it was made for."""

    purpose: Purpose
    subject: str
    digest: str

    def is_of(self, *state: object) -> bool:
        """Whether the token was made for this state."""
        return any(
            constant_time_compare(self.digest, _digest(self.purpose, state, key)) for key in core_conf.secret_keys
        )


def mint(purpose: Purpose, subject: object, *state: object) -> str:
    """Sign a token that is valid until the state changes, for at most the lifetime of its purpose."""
    return signing.dumps([str(subject), _digest(purpose, state)], salt=_salt(purpose))


def link(purpose: Purpose, token: str) -> str:
    """Return the URL of the app's page. No server and no `Referer` sees the token in the fragment."""
    return f"{conf.link_base}{PAGES[purpose]}#token={quote(token, safe=':')}"


def lifetime(purpose: Purpose | None) -> timedelta:
    match purpose:
        case "password_reset":
            return conf.reset_lifetime
        case "secure_account":
            return conf.secure_lifetime
        case _:
            return conf.verification_lifetime


def read(purpose: Purpose, token: str) -> Presented:
    """Verify a token. The caller checks whether its state is still current.

    Raises:
        LinkInvalid: the token is forged, expired, or for another purpose.
    """
    if len(token) > _MAXIMUM_LENGTH:
        raise LinkInvalid
    try:
        payload: Any = signing.loads(token, salt=_salt(purpose), max_age=lifetime(purpose))
        subject, digest = payload
    except (signing.BadSignature, ValueError):
        raise LinkInvalid from None
    return Presented(purpose, subject, digest)


@contextmanager
def still_owned(user: AbstractBaseUser, sid: UUID | None) -> Iterator[None]:
    """Open a transaction in which the caller still owns the account: `sessions.still_active`.

    sid: what `RequireOwnership` returned.

    Raises:
        SessionEnded: the session has ended.
        LinkInvalid: without a session, the password has changed, or the user is inactive.
    """
    try:
        with sessions.still_active(user, sid):
            yield
    except SessionEnded:
        if sid is None:
            raise LinkInvalid from None
        raise


def _salt(purpose: Purpose) -> str:
    return f"safejwt.accounts.links.{purpose}"


def _digest(purpose: Purpose, state: tuple[object, ...], key: str | None = None) -> str:
    # Lengths keep a character from moving between two parts of the state.
    text = "\n".join(f"{len(str(part))}:{part}" for part in state)
    return salted_hmac(f"{_salt(purpose)}.state", text, secret=key, algorithm="sha256").hexdigest()[:32]
