"""A test client for projects that use this package, and claims for other clients."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from rest_framework.test import APIClient

from . import sessions
from .browser import csrf
from .conf import conf
from .tokens import AccessClaims, read_access_token

__all__ = ["BrowserClient", "make_claims"]


def make_claims(user: AbstractBaseUser, *, amr: Iterable[str] = ()) -> AccessClaims:
    """Start a session for `user` and return the claims of its access token.

    amr: how the user has authenticated, for views with `RequireMFA`: `["mfa"]`.

    For Django REST Framework's `force_authenticate(user, token=make_claims(user))`. Without a token,
    `request.auth` is `None`, and the views of this package see a user without a session.
    """
    return read_access_token(sessions.start(user, amr=amr).access_token, now=timezone.now())


class BrowserClient(APIClient):
    """A test client that behaves like a browser with the app in it.

    It keeps cookies, and sends the value of the CSRF cookie in the header and the access token in
    `Authorization`. Django's CSRF checks are on. `sign_in(user)` starts a session without a
    password; after the login endpoint call `take`.
    """

    def __init__(self, **defaults: Any) -> None:
        super().__init__(enforce_csrf_checks=True, **defaults)
        self.access_token: str | None = None

    def sign_in(self, user: AbstractBaseUser, *, amr: Iterable[str] = ()) -> sessions.Tokens:
        """Start a session for `user` and keep its cookies and access token. `amr` as for `make_claims`."""
        tokens = sessions.start(user, amr=amr)
        self.cookies[conf.refresh_cookie_name] = tokens.refresh_token
        self.cookies[settings.CSRF_COOKIE_NAME] = csrf.bound_secret(tokens.sid)
        self.access_token = tokens.access_token
        return tokens

    def take(self, response: Any) -> Any:
        """Keep the access token of a registration, login or token response; return the body."""
        body = response.json()
        self.access_token = body["accessToken"]
        return body

    def generic(self, method: str, path: Any, *args: Any, **extra: Any) -> Any:
        cookie = self.cookies.get(settings.CSRF_COOKIE_NAME)
        if cookie is not None and cookie.value:
            extra.setdefault(settings.CSRF_HEADER_NAME, cookie.value)
        if self.access_token is not None:
            extra.setdefault("HTTP_AUTHORIZATION", f"Bearer {self.access_token}")
        return super().generic(method, path, *args, **extra)
