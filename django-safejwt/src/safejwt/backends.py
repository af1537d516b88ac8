"""For Django's `AUTHENTICATION_BACKENDS`."""

from collections.abc import Iterator
from inspect import signature
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib.auth import backends, get_backends, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from .audit.usernames import is_too_long
from .conf import conf
from .passwords.hashing import hash_without_user, matches
from .throttling.login_attempt import LoginAttempt

__all__ = ["ModelBackend", "check_password", "keeps_password"]


def check_password(user: AbstractBaseUser, typed: str, *, request: HttpRequest | None = None) -> bool:
    """Return whether this user could log in with this password, wherever it is kept.

    The hash in the database is compared first. Then the other `AUTHENTICATION_BACKENDS`, such as a
    directory's, are asked as at a login: they get the username, and must return this user. No
    session starts, no signal is sent, and no login attempt is counted: limit the attempts with a
    throttle.

    request: as for `django.contrib.auth.authenticate`.

    Raises:
        ServiceUnavailable: the limit of parallel hashes is reached.
    """
    if user._state.adding:
        return matches(user, typed)
    if _compares_hashes() and matches(user, typed):
        return True
    credentials = {get_user_model().USERNAME_FIELD: user.get_username(), "password": typed}
    return any(found.pk == user.pk for found in _ask_others(request, credentials))


def keeps_password(user: AbstractBaseUser) -> bool:
    """Return whether the user has a password in the database, so that it can be changed here."""
    return bool(user.password) and user.has_usable_password() and _compares_hashes()


def _compares_hashes() -> bool:
    local, remote = backends.ModelBackend, backends.RemoteUserBackend
    return any(isinstance(backend, local) and not isinstance(backend, remote) for backend in get_backends())


def _ask_others(request: HttpRequest | None, credentials: dict[str, Any]) -> Iterator[Any]:
    """The users whom the backends that do more than compare a hash return for these credentials."""
    for backend in get_backends():
        if type(backend).authenticate in (ModelBackend.authenticate, backends.ModelBackend.authenticate):
            continue
        try:
            signature(backend.authenticate).bind(request, **credentials)
        except TypeError:
            continue  # It takes other credentials.
        try:
            found = backend.authenticate(request, **credentials)
        except PermissionDenied:
            return
        if found is not None:
            yield found


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

    def user_can_authenticate(self, user: Any) -> bool:
        """`SAFEJWT_USER_AUTHENTICATION_RULE`, or whether the user is active."""
        rule = conf.user_authentication_rule
        return super().user_can_authenticate(user) if rule is None else bool(rule(user))

    def find(self, name: str) -> AbstractBaseUser | None:
        """The user who logs in by this name."""
        users: Any = get_user_model()
        try:
            user: AbstractBaseUser = users._default_manager.get_by_natural_key(name)
        except (users.DoesNotExist, users.MultipleObjectsReturned):
            return None
        except (TypeError, ValueError, ValidationError):
            # The field cannot hold such a value, for example letters in a number.
            return None
        return user
