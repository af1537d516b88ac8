"""A Django session to which a user has logged in: with django-allauth, SAML, LDAP, or `login()`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.db import router
from django.http.response import HttpResponseBase
from django.utils import timezone

from ... import sessions
from ...conf import conf
from ...conf.installed import has_middleware
from ...errors import InvalidCredentials, SessionEnded
from ...sessions import django_session
from ...views import ForeignLogin, exchanged

__all__ = ["DjangoSession"]

_MIDDLEWARE: Final = "safejwt.middleware.DjangoSessionMiddleware"


class DjangoSession(ForeignLogin):
    """The login of a Django session, which ends. A subclass can say how the user authenticated (`amr`).

    A login at the admin stays there. So does any other login of a staff user that is older than
    `SAFEJWT_REAUTHENTICATION_AGE`: their Django session has a shorter lifetime than a session here.
    """

    name = "django_session"
    is_announced = True

    def cookie_name(self) -> str:
        return settings.SESSION_COOKIE_NAME

    def redeem(self, credential: str) -> AbstractBaseUser:
        store: Any = getattr(self.request, "session", None)
        found: Any = getattr(self.request, "user", None)
        is_logged_in = store is not None and getattr(found, "is_authenticated", False)
        # Another middleware may have set the user.
        if not is_logged_in or not django_session.is_login_of(store, found):
            raise InvalidCredentials
        self._lock(found)
        # From the primary database, and not a lazy object.
        user = sessions.find_user(found.pk)
        if user is None or self._is_of_admin(user) or not self._end(user, credential):
            raise InvalidCredentials
        user.backend = store[BACKEND_SESSION_KEY]  # as Django's `authenticate` sets it
        return user

    def authenticated_at(self) -> datetime | None:
        login = django_session.login_of(self.request.session)
        return login and login.at

    def databases(self) -> set[str]:
        # Engines without a database have no model.
        model = getattr(getattr(self.request, "session", None), "model", None)
        return set() if model is None else {router.db_for_write(model)}

    def forget(self, response: HttpResponseBase) -> None:
        # Django's middleware then deletes the cookie.
        self.request.session.flush()

    def _is_of_admin(self, user: AbstractBaseUser) -> bool:
        login = django_session.login_of(self.request.session)
        if login is None or timezone.now() - login.at > conf.reauthentication_age:
            return bool(getattr(user, "is_staff", False))
        return login.is_at_admin

    def _lock(self, user: AbstractBaseUser) -> None:
        """Make other requests with this login wait, and refuse one that has ended since Django has read it.

        A middleware may have done so before the body arrived.
        """
        sid = django_session.sid_of(self.request.session) if has_middleware(_MIDDLEWARE) else None
        try:
            with sessions.still_active(user, sid):
                pass  # the locks last as long as the outer transaction
        except SessionEnded as error:
            raise InvalidCredentials from error

    def _end(self, user: AbstractBaseUser, credential: str) -> bool:
        """Delete the row of the session, which is restored if no session starts. Return whether it was the first to.

        Other engines have no row, and end the session afterwards (`forget`).
        """
        store: Any = self.request.session
        model, key = getattr(store, "model", None), store.session_key
        if model is not None:
            return bool(model.objects.filter(session_key=key).delete()[0])
        return django_session.is_login_of(type(store)(key), user) and not exchanged.has_session(credential)

    @classmethod
    def check(cls) -> Iterator[CheckMessage]:
        names = ("sessions.middleware.SessionMiddleware", "auth.middleware.AuthenticationMiddleware")
        if not all(has_middleware(f"django.contrib.{name}") for name in names):
            yield Error(
                "SAFEJWT_ADOPT lists Django's sessions, and a middleware that reads them is missing.",
                hint="Add Django's SessionMiddleware and AuthenticationMiddleware to MIDDLEWARE.",
                id="safejwt.E071",
            )
        if cls is DjangoSession and apps.is_installed("django_otp"):
            yield CheckWarning(
                "adopt/ turns a login by password into a session, before django-otp has asked for the second factor.",
                hint="List a subclass of DjangoSession in SAFEJWT_ADOPT, whose redeem() refuses users that are not verified.",
                id="safejwt.W071",
            )
