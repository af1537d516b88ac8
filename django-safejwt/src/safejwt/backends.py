"""For Django's `AUTHENTICATION_BACKENDS`."""

from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib.auth import backends, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from .passwords import compare_with_nobody, matches

__all__ = ["ModelBackend"]


class ModelBackend(backends.ModelBackend):
    """Django's own, but passwords are compared as `safejwt.passwords.matches` does."""

    def authenticate(  # type: ignore[override]  # any user model, not that of the stubs
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **fields: Any
    ) -> AbstractBaseUser | None:
        users = get_user_model()
        username = fields.get(users.USERNAME_FIELD) if username is None else username
        if username is None or password is None:
            return None
        user = self.find(username)
        if user is None:
            compare_with_nobody(password)
            return None
        return user if matches(user, password) and self.user_can_authenticate(cast("Any", user)) else None

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
