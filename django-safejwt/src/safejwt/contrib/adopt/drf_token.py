"""Tokens of Django REST Framework (`rest_framework.authtoken`)."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import router
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from ...errors import InvalidCredentials
from ...views import ForeignLogin

__all__ = ["DRFToken"]


class DRFToken(ForeignLogin):
    """A token in the field `token`.

    A user has one token for all devices, so it is kept, or the first device that moves would sign out
    the others. A subclass with `is_kept = False` deletes it.
    """

    name = "drf_token"
    field = "token"
    is_kept: ClassVar[bool] = True
    authentication_class: ClassVar[type[TokenAuthentication]] = TokenAuthentication

    def redeem(self, credential: str) -> AbstractBaseUser:
        authentication: Any = self.authentication_class()
        try:
            user, token = authentication.authenticate_credentials(credential)
        except AuthenticationFailed as error:
            raise InvalidCredentials from error
        if not self.is_kept and not type(token).objects.filter(pk=token.pk).delete()[0]:
            raise InvalidCredentials
        return user  # type: ignore[no-any-return]  # whatever the class returns

    @classmethod
    def end_all(cls, user: AbstractBaseUser) -> None:
        authentication: Any = cls.authentication_class()
        authentication.get_model().objects.filter(user=user).delete()

    def databases(self) -> set[str]:
        return {router.db_for_write(self.authentication_class().get_model())}
