"""Usernames as text, for rate limits, device cookies, emails and logs."""

from unicodedata import normalize

from django.contrib.auth.base_user import AbstractBaseUser

__all__ = ["comparable_username", "username_of"]


def comparable_username(name: object) -> str:
    """Return one spelling for each account, so that different spellings of a username share one limit."""
    return normalize("NFKC", str(name)).strip().casefold()


def username_of(user: AbstractBaseUser) -> str:
    """Return the user's name as text, or "" if they have none. A project's names may be numbers, UUIDs or objects."""
    name: object = user.get_username()
    return "" if name is None else str(name)
