"""Authentication backends that stand for a directory (LDAP, RADIUS): the password is not in the database."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

PASSWORD = "the password of the directory"


class Directory(BaseBackend):
    calls: list[HttpRequest | None] = []

    def authenticate(self, request: HttpRequest | None, password: str | None = None, **fields: Any) -> Any:
        self.calls.append(request)
        users = get_user_model()
        name = fields.get(users.USERNAME_FIELD)
        return users.objects.filter(**{users.USERNAME_FIELD: name}).first() if password == PASSWORD else None

    def get_user(self, user_id: Any) -> Any:
        return get_user_model().objects.filter(pk=user_id).first()


class SomebodyElse(Directory):
    """A directory whose answer is another user, as by an alias."""

    def authenticate(self, request: HttpRequest | None, password: str | None = None, **fields: Any) -> Any:
        # The only one with a local password.
        return get_user_model().objects.exclude(password__startswith="!").get()


class Locked(Directory):
    def authenticate(self, request: HttpRequest | None, password: str | None = None, **fields: Any) -> Any:
        raise PermissionDenied


class OneTimeCodes(BaseBackend):
    def authenticate(self, request: HttpRequest | None, *, code: str) -> Any:  # type: ignore[override]
        raise AssertionError("asked for a password")
