"""For Django's `AUTHENTICATION_BACKENDS`."""

from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib.auth import backends, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from .audit.usernames import is_too_long
from .passwords.hashing import hash_without_user, matches
from .throttling.login_attempt import LoginAttempt

__all__ = ["ModelBackend"]


class ModelBackend(backends.ModelBackend):
    """Django's `ModelBackend` with normalized passwords and a limit on attempts by user.

    Attempts under a user's username and email share `SAFEJWT_LOGIN_RATE` and
    `SAFEJWT_LOGIN_ACCOUNT_RATE`.
    """

    def authenticate(  # type: ignore[override]  # any user model, not that of the stubs
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **fields: Any
    ) -> AbstractBaseUser | None:
        users = get_user_model()
        username = fields.get(users.USERNAME_FIELD) if username is None else username
        if username is None or password is None or is_too_long(username):
            return None
        user = self.find(username)
        # Without a request there is no client network to limit.
        attempt = None if request is None else LoginAttempt.of(request, username)
        is_allowed = attempt is None or attempt.acquire_by_user(user)
        if user is None:
            hash_without_user(password)
            return None
        is_correct = matches(user, password) and self.user_can_authenticate(cast("Any", user))
        if not is_allowed or not is_correct:
            return None  # a refused attempt costs the same as a wrong password and looks like one (login_limits.py)
        if attempt is not None:
            attempt.password_matched()
        return user

    async def aauthenticate(self, request: HttpRequest | None, *args: Any, **fields: Any) -> AbstractBaseUser | None:  # type: ignore[override]
        return await sync_to_async(self.authenticate)(request, *args, **fields)

    def find(self, name: str) -> AbstractBaseUser | None:
        """The user who logs in by this name."""
        users: Any = get_user_model()
        try:
            user: AbstractBaseUser = users._default_manager.get_by_natural_key(name)
        except users.DoesNotExist:
            return None
        return user
