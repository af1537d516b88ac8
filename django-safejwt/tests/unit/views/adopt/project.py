"""A project that takes over logins of Django and of a package that keeps its credentials in memory."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model, login
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from safejwt import sessions
from safejwt.conf import conf
from safejwt.contrib.adopt.django_session import DjangoSession
from safejwt.errors import InvalidCredentials
from safejwt.testing import BrowserClient
from safejwt.views import ForeignLogin

BACKEND = "django.contrib.auth.backends.ModelBackend"
SESSION = "safejwt.contrib.adopt.django_session.DjangoSession"
CODES = f"{__name__}.Codes"
WITH_AMR = f"{__name__}.WithMethods"

codes: dict[str, Any] = {}


class Codes(ForeignLogin):
    """A credential of a package that keeps it in memory. Its end does not depend on a transaction."""

    name = "codes"
    field = "code"
    forgotten: list[str] = []

    def redeem(self, credential: str) -> AbstractBaseUser:
        user = codes.pop(credential, None)
        if user is None:
            raise InvalidCredentials
        return user  # type: ignore[no-any-return]

    @classmethod
    def end_all(cls, user: AbstractBaseUser) -> None:
        for code in [code for code, owner in codes.items() if owner == user]:
            del codes[code]

    def forget(self, response: Any) -> None:
        self.forgotten.append(str(self.credential()))


class WithMethods(DjangoSession):
    def amr(self, user: AbstractBaseUser) -> list[str]:
        return ["google"]


def provider(request: HttpRequest) -> HttpResponse:
    """The end of a redirect: another package has logged in the user."""
    login(request, get_user_model().objects.get(pk=request.GET["user"]), backend=BACKEND)
    return HttpResponse(status=302, headers={"Location": "/app/"})


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.user.is_authenticated))


# By path: what happens once a middleware has read the user.
meanwhile: dict[str, Any] = {}
END: dict[str, Any] = {
    "password": lambda user: (user.set_password("another"), user.save()),
    "deactivation": lambda user: type(user).objects.filter(pk=user.pk).update(is_active=False),
    "deletion": lambda user: type(user).objects.filter(pk=user.pk).delete(),
    "revocation": sessions.end_all,
}


def slow_body(get_response: Any) -> Any:
    def middleware(request: HttpRequest) -> Any:
        assert request.user.is_authenticated in {True, False}
        meanwhile.get(request.path, int)()
        return get_response(request)

    return middleware


urlpatterns = [
    path("admin/", admin.site.urls),
    path("users/", include("safejwt.urls")),
    path("provider/", provider),
    path("page/", page),
]


def adopt(browser: BrowserClient, body: Any = None, **extra: Any) -> Any:
    return browser.post("/users/adopt/", {} if body is None else body, format="json", **extra)


def cookie(browser: BrowserClient, settings: Any) -> str:
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def assert_refused(response: Any) -> None:
    assert (response.status_code, response.json()["code"]) == (401, "invalid_credentials"), response.content
    assert conf.refresh_cookie_name not in response.cookies
