"""Refresh tokens of djangorestframework-simplejwt."""

from collections.abc import Iterator
from typing import Any, ClassVar, Final

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ValidationError
from django.db import router
from django.utils import timezone
from django.utils.module_loading import import_string
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from ...errors import InvalidCredentials
from ...views import ForeignLogin

__all__ = ["SimpleJWT"]

_BLACKLIST: Final = "rest_framework_simplejwt.token_blacklist"
_ODD_CLAIMS: Final = (TypeError, ValueError, LookupError, OverflowError, ValidationError)


class SimpleJWT(ForeignLogin):
    """A refresh token in the field `refresh`, verified by the settings of simplejwt, and blacklisted.

    A subclass with another `cookie_name` takes it from the cookie of a project. One with `token_class`
    takes other tokens: `SlidingToken`.
    """

    name = "simplejwt"
    field = "refresh"
    token_class: ClassVar[Any] = None
    """By default, that of the serializer that refreshes tokens in this project."""

    def redeem(self, credential: str) -> AbstractBaseUser:
        token, user = self._verified(credential)
        # Without the app of the blacklist, nothing can end a token (W070).
        if apps.is_installed(_BLACKLIST) and not token.blacklist()[1]:
            raise InvalidCredentials
        return user

    @classmethod
    def end_all(cls, user: AbstractBaseUser) -> None:
        if apps.is_installed(_BLACKLIST):
            tokens = OutstandingToken._default_manager.using(router.db_for_write(OutstandingToken))
            issued = tokens.filter(user=user, blacklistedtoken=None, expires_at__gt=timezone.now())
            # A refresh may blacklist one of them meanwhile.
            BlacklistedToken._default_manager.bulk_create(
                [BlacklistedToken(token=token) for token in issued], ignore_conflicts=True
            )

    def databases(self) -> set[str]:
        return {router.db_for_write(BlacklistedToken)} if apps.is_installed(_BLACKLIST) else set()

    def _verified(self, credential: str) -> tuple[Any, AbstractBaseUser]:
        token_class = self.token_class or import_string(api_settings.TOKEN_REFRESH_SERIALIZER).token_class
        try:
            token = token_class(credential)
            user: Any = JWTAuthentication().get_user(token)
        # Another package may sign with the same key, and other claims.
        except (TokenError, AuthenticationFailed, *_ODD_CLAIMS) as error:
            raise InvalidCredentials from error
        if not api_settings.USER_AUTHENTICATION_RULE(user):
            raise InvalidCredentials
        return token, user

    @classmethod
    def check(cls) -> Iterator[CheckMessage]:
        if not apps.is_installed(_BLACKLIST):
            yield CheckWarning(
                "A refresh token of simplejwt starts a session again and again until it expires, also after a logout.",
                hint='Add "rest_framework_simplejwt.token_blacklist" to INSTALLED_APPS, and run migrate.',
                id="safejwt.W070",
            )
