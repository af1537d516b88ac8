"""Tokens of django-rest-knox."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import router
from knox.auth import TokenAuthentication
from knox.models import get_token_model
from rest_framework.exceptions import AuthenticationFailed

from ...errors import InvalidCredentials
from ...views import ForeignLogin

__all__ = ["Knox"]


class Knox(ForeignLogin):
    """A token in the field `token`. Its row is deleted: each device has one of its own."""

    name = "knox"
    field = "token"

    def redeem(self, credential: str) -> AbstractBaseUser:
        try:
            user, token = TokenAuthentication().authenticate_credentials(credential.encode())
        except AuthenticationFailed as error:
            raise InvalidCredentials from error
        if not get_token_model().objects.filter(pk=token.pk).delete()[0]:
            raise InvalidCredentials
        return user  # type: ignore[no-any-return]  # knox has no types

    @classmethod
    def end_all(cls, user: AbstractBaseUser) -> None:
        get_token_model().objects.filter(user=user).delete()

    def databases(self) -> set[str]:
        return {router.db_for_write(get_token_model())}
