"""One attempt to log in, counted before the password is checked and refunded if it was correct."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from . import login_limits, sliding_window
from .limits import record_refusal

__all__ = ["LoginAttempt"]


class LoginAttempt:
    """An attempt to log in under the username that was typed.

    The login view and the admin's login form start it, and the authentication backend finds it
    through the request. A form that knows no attempts, such as Django's own login, leaves it to the
    backend to start one.
    """

    def __init__(self, request: HttpRequest, username: str) -> None:
        self._request, self._username = request, username
        self._by_username: sliding_window.Hits | None = None
        self._by_user: sliding_window.Hits | None = None
        request._safejwt_login_attempt = self  # type: ignore[attr-defined]  # as Django keeps its own attributes there

    @classmethod
    def of(cls, request: HttpRequest, username: str) -> "LoginAttempt":
        """The attempt of this request, or a new one."""
        current: LoginAttempt | None = getattr(request, "_safejwt_login_attempt", None)
        return current or cls(request, username)

    def acquire_by_username(self) -> sliding_window.Refusal | None:
        """Count the attempt by username and by client network. Clients may see this refusal."""
        result = sliding_window.acquire(login_limits.by_username(self._request, self._username))
        if isinstance(result, sliding_window.Refusal):
            record_refusal(result, self._request)
            return result
        self._by_username = result
        return None

    def acquire_by_user(self, user: AbstractBaseUser | None) -> bool:
        """Count the attempt by user, and return whether it is within the limits.

        Clients must not see the difference.
        """
        limits = login_limits.by_user(self._request, user, self._username)
        self._by_user, is_allowed = sliding_window.acquire_all(limits)
        return is_allowed

    def password_matched(self) -> None:
        """Refund the hits by user.

        Those by username wait for `succeeded`, because a form may still refuse the user.
        """
        if self._by_user is not None:
            self._by_user.refund()
            self._by_user = None

    def succeeded(self) -> None:
        """Refund every hit of this attempt: the user has logged in."""
        self.password_matched()
        if self._by_username is not None:
            self._by_username.refund()
            self._by_username = None
