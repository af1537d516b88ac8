"""Who may be signed in: asked at login, at each check and at each refresh, as Django asks for its own sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.db.models import Value
from django.test import RequestFactory
from django.urls import include, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt import sessions
from safejwt.errors import InvalidCredentials
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from safejwt.views import AnonymousView, ProtectedView, session_response

from tests.conftest import PASSWORD, Manage
from tests.presenting import refresh_later

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

DJANGOS = "django.contrib.auth.backends.ModelBackend"
BANNED = "banned@example.com"


class NotBanned(ModelBackend):
    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and user.email != BANNED


class GetsNoBanned(ModelBackend):
    """A rule in get_user, which also returns an instance of its own."""

    def get_user(self, user_id: Any) -> Any:
        user = get_user_model().objects.exclude(email=BANNED).filter(pk=user_id).first()
        if user is not None:
            user.origin = "get_user"
        return user


class Directory(BaseBackend):
    """An LDAP-like backend: neither get_user nor user_can_authenticate."""

    def authenticate(self, request: Any, password: str | None = None, **credentials: Any) -> Any:
        return get_user_model().objects.first() if password == PASSWORD else None


class Permissions:
    """Like django-guardian's: authenticates nobody, and cannot load a user."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None


def not_banned(user: Any) -> bool:
    return bool(user.email != BANNED)


class ByProvider(AnonymousView):
    def post(self, request: Request) -> Response:
        return session_response(request, get_user_model()._base_manager.get())


class OriginView(ProtectedView):
    def get(self, request: Request) -> Response:
        return Response({"origin": getattr(self.user, "origin", None)})


urlpatterns = [
    path("users/", include("safejwt.urls")),
    path("provider/", ByProvider.as_view()),
    path("origin/", OriginView.as_view()),
]


def log_in(user: Any) -> Any:
    browser = BrowserClient()
    browser.get("/users/csrf/")
    response = browser.post(
        "/users/login/", {user.USERNAME_FIELD: user.get_username(), "password": PASSWORD}, format="json"
    )
    return browser, response


def ban(user: Any) -> None:
    # No signal: only the question itself can notice.
    type(user)._base_manager.filter(pk=user.pk).update(email=BANNED)


def answers(browser: BrowserClient, user: Any) -> list[int]:
    """Of a protected request, a refresh, a login, and a session without a password."""
    user = type(user)._base_manager.get(pk=user.pk)
    other = BrowserClient()
    other.get("/users/csrf/")
    return [
        browser.get("/users/auth/").status_code,
        browser.post("/users/token/").status_code,
        log_in(user)[1].status_code,
        other.post("/provider/").status_code,
    ]


@pytest.fixture(params=["database", "none"])
def mode(request: Any, settings: Any) -> str:
    settings.SAFEJWT_SESSION_CHECK = request.param
    return str(request.param)


def by_backend(settings: Any, manage: Manage) -> None:
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.NotBanned"]


def by_get_user(settings: Any, manage: Manage) -> None:
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.GetsNoBanned"]


def by_setting(settings: Any, manage: Manage) -> None:
    settings.SAFEJWT_USER_AUTHENTICATION_RULE = f"{__name__}.not_banned"


def by_manager(settings: Any, manage: Manage) -> None:
    manage(lambda users: users.exclude(email=BANNED))


@pytest.mark.parametrize("rule", [by_backend, by_get_user, by_setting, by_manager])
def test_rule_holds_at_login_check_and_refresh(user: Any, settings: Any, manage: Manage, rule: Any, mode: str) -> None:
    rule(settings, manage)
    browser, response = log_in(user)
    browser.take(response)
    assert browser.get("/users/auth/").status_code == 200
    browser.take(browser.post("/users/token/"))
    ban(user)
    if user.USERNAME_FIELD == "email":
        user.email = BANNED
    assert answers(browser, user) == [401, 401, 401, 401]
    assert RefreshToken.objects.count() <= 1, "no session started"


@pytest.mark.parametrize("backend", [DJANGOS, "safejwt.backends.ModelBackend", f"{__name__}.Directory"])
def test_inactive_user_is_refused_by_every_backend_without_a_rule(
    user: Any, settings: Any, backend: str, mode: str
) -> None:
    settings.AUTHENTICATION_BACKENDS = [backend]
    browser, response = log_in(user)
    browser.take(response)
    type(user).objects.update(is_active=False)
    assert answers(browser, user) == [401, 401, 401, 401]


def test_session_response_refuses_an_inactive_user_and_changes_nothing(browser: BrowserClient, user: Any) -> None:
    type(user).objects.update(is_active=False)
    browser.get("/users/csrf/")
    response = browser.post("/provider/")
    assert (response.status_code, response.json()["code"]) == (401, "invalid_credentials")
    assert "accessToken" not in response.json()
    assert set(response.cookies) <= {"csrftoken"}
    assert not RefreshToken.objects.exists()
    user.refresh_from_db()
    assert user.last_login is None


def test_start_refuses_an_inactive_user(user: Any) -> None:
    user.is_active = False
    with pytest.raises(InvalidCredentials):
        sessions.start(user)
    assert not RefreshToken.objects.exists()


def test_backend_that_admits_inactive_users_is_asked(user: Any, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.AllowAllUsersModelBackend"]
    type(user).objects.update(is_active=False)
    browser, response = log_in(user)
    browser.take(response)
    assert [browser.get("/users/auth/").status_code, browser.post("/users/token/").status_code] == [200, 200]


def test_function_replaces_the_rule_of_the_backend(user: Any, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["safejwt.backends.ModelBackend"]
    settings.SAFEJWT_USER_AUTHENTICATION_RULE = f"{__name__}.not_banned"
    type(user).objects.update(is_active=False)
    browser, response = log_in(user)
    browser.take(response)
    assert browser.get("/users/auth/").status_code == 200


def test_the_backend_that_authenticated_the_user_decides(user: Any, settings: Any) -> None:
    strict, open_ = f"{__name__}.NotBanned", f"{__name__}.Directory"
    settings.AUTHENTICATION_BACKENDS = [strict, open_]
    browsers = {}
    for backend in (strict, open_):
        user.backend = backend
        browsers[backend] = BrowserClient()
        browsers[backend].sign_in(user)
    ban(user)
    assert browsers[strict].get("/users/auth/").status_code == 401
    assert browsers[open_].get("/users/auth/").status_code == 200


@pytest.mark.parametrize("others", [[], [f"{__name__}.Permissions"]])
def test_backend_that_cannot_load_users_is_not_asked(
    user: Any, signed_in: BrowserClient, settings: Any, others: list[str]
) -> None:
    settings.AUTHENTICATION_BACKENDS = [*others, f"{__name__}.NotBanned"]
    assert signed_in.get("/users/auth/").status_code == 200, "its backend was removed, another one admits the user"
    ban(user)
    assert signed_in.get("/users/auth/").status_code == 401


def test_removed_backend_leaves_the_question_to_the_others(user: Any, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.Directory", DJANGOS]
    user.backend = f"{__name__}.Directory"
    browser = BrowserClient()
    browser.sign_in(user)
    settings.AUTHENTICATION_BACKENDS = [DJANGOS]
    assert browser.get("/users/auth/").status_code == 200


def test_request_has_the_user_that_get_user_returns(signed_in: BrowserClient, settings: Any, mode: str) -> None:
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.GetsNoBanned"]
    assert signed_in.get("/origin/").json() == {"origin": "get_user"}


def test_request_has_what_the_default_manager_annotates(
    signed_in: BrowserClient, manage: Manage, mode: str, django_assert_num_queries: Any
) -> None:
    manage(lambda users: users.annotate(origin=Value("manager")))
    signed_in.get("/users/auth/")
    with django_assert_num_queries(2):
        assert signed_in.get("/origin/").json() == {"origin": "manager"}


def test_plain_rules_cost_no_query(clock: Any, user: Any, settings: Any, django_assert_num_queries: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.NotBanned"]
    browser = BrowserClient()
    browser.sign_in(user)
    browser.get("/users/auth/")
    with django_assert_num_queries(1):
        browser.get("/users/auth/")
    with django_assert_num_queries(1):
        browser.post("/users/token/")
    with django_assert_num_queries(2):
        refresh_later(browser, clock)


tenant: ContextVar[str] = ContextVar("tenant", default="ada")


@contextmanager
def of_tenant(name: str) -> Iterator[None]:
    token = tenant.set(name)
    try:
        yield
    finally:
        tenant.reset(token)


def test_manager_that_selects_by_tenant_is_asked_each_time(user: Any, manage: Manage, mode: str) -> None:
    """A request to another tenant is refused, and ends nothing."""
    manage(lambda users: users.filter(email__startswith=tenant.get()))
    browser = BrowserClient()
    browser.sign_in(user)
    for _ in range(2):
        assert browser.get("/users/auth/").status_code == 200
        with of_tenant("grace"):
            assert browser.get("/users/auth/").status_code == 401
            user.save()
            with pytest.raises(InvalidCredentials):
                sessions.start(user)
        assert browser.get("/users/auth/").status_code == 200


def test_manager_that_needs_a_tenant_breaks_no_save(user: Any, manage: Manage) -> None:
    def select(users: Any) -> Any:
        raise LookupError("no tenant")

    manage(select)
    user.save()


class Failing(serializers.Serializer[Any]):
    id = serializers.SerializerMethodField()

    def get_id(self, user: Any) -> str:
        raise KeyError("request")


@pytest.mark.parametrize("path_", ["/provider/", "/users/login/"])
def test_serializer_that_raises_leaves_no_session(user: Any, settings: Any, path_: str) -> None:
    settings.SAFEJWT_USER_SERIALIZER = f"{__name__}.Failing"
    browser = BrowserClient(raise_request_exception=False)
    browser.get("/users/csrf/")
    body = {user.USERNAME_FIELD: user.get_username(), "password": PASSWORD}
    assert browser.post(path_, body, format="json").status_code == 500
    assert not RefreshToken.objects.exists()


class Contextual(serializers.Serializer[Any]):
    id = serializers.SerializerMethodField()

    def get_id(self, user: Any) -> list[str]:
        request, view = self.context["request"], self.context["view"]
        assert self.context["format"] is None
        assert view.request is request
        return [request.get_host(), type(view).__name__]


def test_serializer_gets_the_context_of_generic_views(user: Any, settings: Any) -> None:
    settings.SAFEJWT_USER_SERIALIZER = f"{__name__}.Contextual"
    browser, response = log_in(user)
    assert browser.take(response)["user"]["id"] == ["testserver", "LoginView"]
    assert browser.get("/users/auth/").json()["id"] == ["testserver", "CurrentUserView"]
    assert browser.take(browser.post("/users/token/"))["user"]["id"] == ["testserver", "TokenView"]
    assert browser.post("/provider/").json()["user"]["id"] == ["testserver", "ByProvider"]


def test_request_factory_is_enough_for_session_response(user: Any) -> None:
    response = session_response(Request(RequestFactory().post("/")), user)
    assert response.data["user"]["id"] is not None
