"""A login of another kind, which `adopt/` turns into a session."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any, ClassVar, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.checks import CheckMessage
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.module_loading import import_string

from ..browser.cookie import read_cookies
from ..conf import conf
from ..db.primary import primary_alias

__all__ = ["ForeignLogin", "end_foreign_logins"]

# A JWT with many claims. Servers accept no longer header either.
_LONGEST: Final = 8192


class ForeignLogin(ABC):
    """What a request to `adopt/` presents of one kind, listed in `SAFEJWT_ADOPT`.

    `redeem` runs in a transaction with the start of the session: if one of them fails, the credential
    is as good as before.
    """

    name: ClassVar[str]
    """For events: the `reason` of `authn_login_success`."""
    field: ClassVar[str | None] = None
    """The field of the body that may hold the credential."""
    is_announced: ClassVar[bool] = False
    """Whether Django's `user_logged_in` was sent when the user logged in."""

    def __init__(self, request: HttpRequest, body: Mapping[str, Any]) -> None:
        self.request, self.body = request, body

    @abstractmethod
    def redeem(self, credential: str) -> AbstractBaseUser:
        """End the credential, and return its user. Of concurrent callers, one succeeds.

        Raises:
            InvalidCredentials: it is invalid, or was redeemed before.
        """

    def cookie_name(self) -> str | None:
        """The cookie that may hold the credential."""
        return None

    def credential(self) -> str | None:
        """What the request presents, from the body or a cookie. A cookie that was sent twice does not count."""
        values: list[Any] = [self.body[self.field]] if self.field and self.field in self.body else []
        if not values and (name := self.cookie_name()):
            # A sibling host can plant a second one.
            values = [value for value in read_cookies(self.request, name) if value]
        value = values[0] if len(values) == 1 else None
        if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
            return None
        return value if value.isascii() and value.isprintable() else None

    def databases(self) -> set[str]:
        """The databases in which `redeem` writes, besides that of the sessions."""
        return set()

    def amr(self, user: AbstractBaseUser) -> Iterable[str]:
        """How the user authenticated, as RFC 8176 names it. Empty if that is unknown."""
        return ()

    def authenticated_at(self) -> datetime | None:
        """When the user authenticated, or None if that is unknown: then it counts as long ago."""
        return None

    def forget(self, response: HttpResponseBase) -> None:  # noqa: B027 - most kinds leave nothing
        """Remove what the browser still has of a login that was redeemed."""

    @classmethod  # noqa: B027 - not each kind can find the logins of a user
    def end_all(cls, user: AbstractBaseUser) -> None:
        """End all logins of this kind that a user has: they have ended all their sessions, or have a new password."""

    @classmethod
    def check(cls) -> Iterable[CheckMessage]:
        """System checks of this kind."""
        return ()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction in all databases that take part. That of the sessions is committed first."""
        own = primary_alias()
        with ExitStack() as stack:
            for alias in [*sorted(self.databases() - {own}), own]:
                stack.enter_context(transaction.atomic(using=alias))
            yield

    def time(self) -> datetime:
        """`authenticated_at`, or the epoch, which no view takes for recent."""
        return self.authenticated_at() or datetime.fromtimestamp(0, tz=timezone.now().tzinfo)


def end_foreign_logins(user: AbstractBaseUser, **kwargs: Any) -> None:
    """End the logins with which other devices of a user, or a thief, could start a session again."""
    for path in conf.adopt:
        import_string(path).end_all(user)
