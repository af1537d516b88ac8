"""Usernames as text, for rate limits, device cookies, emails and logs."""

from typing import Final
from unicodedata import normalize

from django.contrib.auth.base_user import AbstractBaseUser

from ..db.user_model import user_model

__all__ = ["comparable_username", "is_too_long", "maximum_length", "username_of"]

# The characters of an email address (RFC 5321 section 4.5.3.1.3).
_LONGEST: Final = 254


def comparable_username(name: object) -> str:
    """Return one spelling for each account, so that different spellings of a username share one limit.

    Only the first 254 characters count. Python sorts combining marks by insertion, so the time of NFKC grows with the
    square of their number (compare CVE-2023-46695).
    """
    return normalize("NFKC", str(name)[:_LONGEST]).strip().casefold()


def username_of(user: AbstractBaseUser) -> str:
    """Return the user's name as text, or "" if they have none. A project's names may be numbers, UUIDs or objects."""
    name: object = user.get_username()
    return "" if name is None else str(name)


def maximum_length() -> int:
    """The most characters of a name to log in by."""
    users = user_model()
    return max(_LONGEST, getattr(users._meta.get_field(users.USERNAME_FIELD), "max_length", None) or 0)


def is_too_long(name: object) -> bool:
    """Whether no user can have this name, so that it need not be normalized, hashed or looked up."""
    return isinstance(name, str) and len(name) > maximum_length()
