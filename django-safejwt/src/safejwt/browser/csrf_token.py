"""CSRF tokens: Django's secret of a browser, masked by a value that is derived from its session.

Django reads a cookie of 64 characters as a mask and a secret that it hides. The mask of a logged-in
browser is an HMAC of the session id. The secret remains the one that Django's own forms in this
browser contain, so an open page of the admin stays valid when the app logs in, and the app when
Django changes the secret.

Until the login the mask is one of no session. A page with a form of Django would replace the cookie by its
secret alone, so a cookie with this mask has a secret that no form contains, and the login drops it. What
remains has 32 characters, which Django reads as they are. Unmasking a longer cookie takes it longer than
most other steps of a request.
"""

import hmac
from functools import lru_cache
from operator import add, sub
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.middleware import csrf as csrf_module
from django.utils.crypto import salted_hmac

from ..conf import conf

__all__ = [
    "bind",
    "bound_secret",
    "is_bound",
    "is_pair",
    "is_same",
    "is_well_formed",
    "new_token",
    "secret_in_forms",
    "secret_of",
    "unbind",
]

# Private functions of Django keep the format Django's own; the tests run on every supported version.
_django: Final[Any] = csrf_module
# The characters and the length of Django's secrets (django.middleware.csrf). Another order would
# change the tokens of all sessions.
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LENGTH: Final = 32
_LENGTHS: Final = (_LENGTH, 2 * _LENGTH)
# Django searches for each character of a token.
_LETTERS: Final[str] = _django.CSRF_ALLOWED_CHARS
# No session has this id.
_NO_SESSION: Final = UUID(int=0)
_PLACES: Final = bytes.maketrans(_LETTERS.encode("ascii"), bytes(range(len(_LETTERS))))


def bound_secret(sid: UUID, secret_key: str | None = None) -> str:
    """The value that binds a token to a session, in the format of Django's secrets.

    HMAC-SHA-256 of the session id, under a key derived from `SECRET_KEY`. It is also a complete
    token, for a browser in which Django has no secret.
    """
    return _bound_secret(sid, secret_key or settings.SECRET_KEY)


# A browser sends many requests with the same token. The result depends on the arguments alone.
@lru_cache(maxsize=1024)
def _bound_secret(sid: UUID, secret_key: str) -> str:
    digest = salted_hmac("safejwt.csrf", str(sid), secret=secret_key, algorithm="sha256").digest()
    number, characters = int.from_bytes(digest, "big"), []
    for _position in range(_LENGTH):
        number, index = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[index])
    return "".join(characters)


def bind(secret: str | None, sid: UUID) -> str:
    """The token of a session, over the secret that Django uses in this browser, if there is one."""
    mask = bound_secret(sid)
    if secret is None or secret == mask:
        return mask
    return mask + "".join(map((2 * _LETTERS).__getitem__, map(add, _places(secret), _places(mask))))


def is_pair(cookie: str, token: str, sid: UUID) -> bool:
    """Whether cookie and header are, character by character, one token that was issued to this session.

    The ordinary case, at little cost. Other pairs may be valid too.
    """
    if not (cookie.isascii() and token.isascii() and hmac.compare_digest(cookie, token)):
        return False
    is_issued = token.isalnum() and len(token) in _LENGTHS
    return is_issued and hmac.compare_digest(token[:_LENGTH], bound_secret(sid))


def is_bound(token: str, sid: UUID) -> bool:
    """Whether this token was issued to this session, under the current key or a fallback.

    A token that only hides the secret of the browser is not: that secret is older than the session,
    and a sibling host may have planted it.
    """
    masks = (bound_secret(sid, key) for key in conf.secret_keys)
    return any(
        hmac.compare_digest(token[:_LENGTH], mask) or hmac.compare_digest(secret_of(token), mask) for mask in masks
    )


def is_well_formed(token: str) -> bool:
    """Whether this is a secret or a masked secret in Django's format."""
    try:
        _django._check_token_format(token)
    except _django.InvalidTokenFormat:
        return False
    return True


def is_same(token: str, other: str) -> bool:
    """Whether two well-formed tokens hide the same secret."""
    # Usually they are equal, and unmasking is slower than comparing.
    return hmac.compare_digest(token, other) or hmac.compare_digest(secret_of(token), secret_of(other))


def secret_of(token: str) -> str:
    """The secret in a well-formed token, as Django reads it."""
    if len(token) == _LENGTH:
        return token
    mask, cipher = token[:_LENGTH], token[_LENGTH:]
    # A negative place counts from the end.
    return "".join(map(_LETTERS.__getitem__, map(sub, _places(cipher), _places(mask))))


def _places(text: str) -> bytes:
    """Where each character of a well-formed text stands in Django's alphabet."""
    return text.encode("ascii").translate(_PLACES)


def new_token() -> str:
    """A token over a random secret, for a browser without a session."""
    return bind(_django._get_new_csrf_string(), _NO_SESSION)


def unbind(secret: str) -> str:
    """A token of no session over the secret of forms."""
    return bind(secret, uuid4())


def secret_in_forms(token: str) -> str | None:
    """The secret that forms of Django in this browser may contain, or None if the app alone has used the token."""
    return None if is_bound(token, _NO_SESSION) else secret_of(token)
