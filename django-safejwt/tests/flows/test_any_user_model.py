"""Login, refresh and session_response for user models unlike Django's: names that are no text, no email, other keys."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import checks
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt.accounts.models import AccountEmail
from safejwt.models import RefreshToken, label_of
from safejwt.testing import BrowserClient
from safejwt.views import AnonymousView, session_response

from tests.conftest import PASSWORD
from tests.other_user_models import run_with
from tests.presenting import refresh_later

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

UUID = "6f1c2c8e-5d4b-4c54-9a1c-0d7d1f9e8a11"
# For each model: the field and value of the name, other fields, and names that its field cannot hold.
MODELS: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "project.NumberedUser": ({"number": 4711}, ["ada", "4711.5", "9" * 50, "\u0664\u0667"]),
    "project.PhoneUser": ({"phone": "+4930123456", "city": "Berlin", "email": "ada@example.com"}, ["ada"]),
    "project.CodedUser": ({"code": UUID, "email": "ada@example.com"}, ["ada", UUID[:-1]]),
    "auth.User": ({"username": "ada", "email": "ada@example.com"}, ["grace"]),
}
BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "safejwt.backends.ModelBackend",
    "safejwt.accounts.backends.AccountBackend",
]
LABEL = get_user_model()._meta.label
here = pytest.mark.skipif(LABEL not in MODELS, reason="The matrix has this model; see below.")


class ByProvider(AnonymousView):
    def post(self, request: Request) -> Response:
        return session_response(request, get_user_model().objects.get())


urlpatterns = [path("users/", include("safejwt.urls")), path("provider/", ByProvider.as_view())]


@pytest.fixture
def someone() -> Any:
    user = get_user_model()(**MODELS[LABEL][0])
    user.set_password(PASSWORD)
    user.save()
    # As it is read from the database.
    return get_user_model().objects.get()


@pytest.fixture(params=BACKENDS)
def backend(request: Any, settings: Any) -> str:
    settings.AUTHENTICATION_BACKENDS = [request.param]
    if LABEL == "project.NumberedUser" and "accounts" in request.param:
        settings.SAFEJWT_ACCOUNTS_LOGIN = "username"
    return str(request.param)


def log_in(browser: BrowserClient, name: Any) -> Any:
    browser.get("/users/csrf/")
    field = get_user_model().USERNAME_FIELD
    return browser.post("/users/login/", {field: name, "password": PASSWORD}, format="json")


@here
def test_login_and_refresh(clock: Any, browser: BrowserClient, someone: Any, backend: str) -> None:
    name = str(someone.get_username())
    response = log_in(browser, name)
    assert response.status_code == 200, response.content
    shown = browser.take(response)["user"]
    assert str(shown["id"]) == str(someone.pk)
    assert str(shown[someone.USERNAME_FIELD]) == name
    assert shown.get("email") == getattr(someone, "email", None)
    assert browser.get("/users/auth/").json() == shown
    assert browser.take(browser.post("/users/token/"))["user"] == shown
    assert refresh_later(browser, clock).json()["user"] == shown
    assert browser.get("/users/sessions/").json()[0]["current"]
    # In a browser that knows the user.
    assert log_in(browser, name).status_code == 200
    assert browser.post("/users/logout/").status_code == 204


@here
def test_mode_none(browser: BrowserClient, someone: Any, settings: Any) -> None:
    settings.SAFEJWT_SESSION_CHECK = "none"
    browser.take(log_in(browser, str(someone.get_username())))
    assert browser.get("/users/auth/").status_code == 200


@here
def test_name_that_the_field_cannot_hold_is_a_wrong_name(browser: BrowserClient, someone: Any, backend: str) -> None:
    for name in MODELS[LABEL][1]:
        response = log_in(browser, name)
        assert (response.status_code, response.json()["code"]) == (401, "invalid_credentials"), name


@here
def test_session_without_a_password(browser: BrowserClient, someone: Any) -> None:
    browser.get("/users/csrf/")
    for _ in range(2):
        assert browser.post("/provider/").status_code == 200
    assert label_of(someone) in str(RefreshToken.objects.get())
    assert label_of(someone) in str(AccountEmail(user=someone))


@here
@pytest.mark.skipif(LABEL != "project.CodedUser", reason="Names are required.")
def test_user_without_a_name(browser: BrowserClient, someone: Any) -> None:
    someone.code = None
    someone.save()
    browser.get("/users/csrf/")
    for _ in range(2):
        assert browser.post("/provider/").json()["user"] == {"id": someone.pk, "code": None, "email": someone.email}
    assert log_in(BrowserClient(), "None").status_code == 401
    assert str(someone.pk) in str(RefreshToken.objects.get())


@here
def test_system_checks_find_nothing() -> None:
    found = [each.id for each in checks.run_checks() if str(each.id).startswith(("safejwt.E0", "fields"))]
    # The settings of the tests use the short names of development.
    assert found == [], found


@pytest.mark.parametrize("model", sorted(set(MODELS) - {"auth.User"}))
@pytest.mark.skipif(LABEL != "auth.User", reason="Once is enough.")
def test_other_user_models(model: str) -> None:
    run_with(model, __file__)
