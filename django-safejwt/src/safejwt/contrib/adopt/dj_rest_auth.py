"""The cookies of dj-rest-auth, which hold tokens of simplejwt."""

from dj_rest_auth.app_settings import api_settings
from dj_rest_auth.jwt_auth import unset_jwt_cookies
from django.http.response import HttpResponseBase

from .simplejwt import SimpleJWT

__all__ = ["DJRestAuth"]


class DJRestAuth(SimpleJWT):
    """The refresh token in the cookie `JWT_AUTH_REFRESH_COOKIE`, or in the field `refresh`. The cookies are deleted."""

    name = "dj_rest_auth"

    def cookie_name(self) -> str | None:
        name: str | None = api_settings.JWT_AUTH_REFRESH_COOKIE
        return name

    def forget(self, response: HttpResponseBase) -> None:
        unset_jwt_cookies(response)
