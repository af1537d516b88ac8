"""For Django's `AUTHENTICATION_BACKENDS`."""

from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib.auth import backends, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from .passwords.hashing import hash_without_user, matches
from .throttling import login_limits, sliding_window

__all__ = ["ModelBackend"]


class ModelBackend(backends.ModelBackend):
    """Django's own, but passwords are compared as `safejwt.passwords.matches` does, and guesses counted for the person.

    Whoever guesses under two names of one person has the tries of one, `SAFEJWT_LOGIN_RATE` and `SAFEJWT_LOGIN_ACCOUNT_RATE`.
    """

    def authenticate(  # type: ignore[override]  # any user model, not that of the stubs
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **fields: Any
    ) -> AbstractBaseUser | None:
        users = get_user_model()
        username = fields.get(users.USERNAME_FIELD) if username is None else username
        if username is None or password is None:
            return None
        user = self.find(username)
        # Without a request there is no place that login.
        limits = [] if request is None else login_limits.by_person(request, user, username)
        tries, is_too_many = sliding_window.count(limits)
        if user is None:
            hash_without_user(password)
            return None
        is_right = matches(user, password) and self.user_can_authenticate(cast("Any", user))
        if is_too_many or not is_right:
            return None  # one too many is not told, and costs what a wrong password does (login.py)
        tries.give_back()
        return user

    async def aauthenticate(self, request: HttpRequest | None, *args: Any, **fields: Any) -> AbstractBaseUser | None:  # type: ignore[override]
        return await sync_to_async(self.authenticate)(request, *args, **fields)

    def find(self, name: str) -> AbstractBaseUser | None:
        """The person who logs in by this name."""
        users: Any = get_user_model()
        try:
            user: AbstractBaseUser = users._default_manager.get_by_natural_key(name)
        except users.DoesNotExist:
            return None
        return user
