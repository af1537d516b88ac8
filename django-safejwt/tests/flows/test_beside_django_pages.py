"""The app in one tab, the Django admin in another: one cookie jar, and one CSRF cookie for both."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from safejwt.testing import BrowserClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_csrf_middleware")]

PASSWORD = "correct horse battery staple"


@pytest.fixture
def _csrf_middleware(settings: Any) -> None:
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware", *settings.MIDDLEWARE]


class App:
    """A tab of the app. As `safejwt-js` does, it repeats a request once after `csrf/`."""

    def __init__(self, browser: BrowserClient, credentials: dict[str, str]) -> None:
        self.browser, self.credentials, self.repairs = browser, credentials, 0

    def send(self, method: str, path: str, *args: Any, **extra: Any) -> Any:
        response = getattr(self.browser, method)(path, *args, **extra)
        if response.status_code == 403 and response.json()["code"] == "csrf_failed":
            self.repairs += 1
            token = self.browser.get("/users/csrf/").json()["csrfToken"]
            response = getattr(self.browser, method)(path, *args, **extra, **{settings.CSRF_HEADER_NAME: token})
        return response

    def log_in(self) -> None:
        response = self.send("post", "/users/login/", self.credentials, format="json")
        assert response.status_code == 200, response.content
        self.browser.take(response)

    def log_out(self) -> None:
        assert self.send("post", "/users/logout/").status_code == 204

    def work(self) -> None:
        """Call a protected view, refresh as after a reload, and call the view again."""
        assert self.send("get", "/users/auth/").status_code == 200
        self.browser.take(self.send("post", "/users/token/"))
        assert self.send("get", "/users/auth/").status_code == 200


class Admin:
    """A tab of the Django admin with the same cookies."""

    def __init__(self, browser: BrowserClient) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.cookies = browser.cookies

    def open(self, path: str) -> str:
        """Open a page with a form; return the token in the form."""
        page = self.client.get(path).content.decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found, page
        return found[1]

    def log_in(self, credentials: dict[str, str], token: str | None = None) -> None:
        form = {**credentials, "csrfmiddlewaretoken": token or self.open("/admin/login/")}
        if "username" not in form:
            form["username"] = next(value for name, value in credentials.items() if name != "password")
        response = self.client.post("/admin/login/?next=/admin/", form)
        assert (response.status_code, response.headers.get("Location")) == (302, "/admin/"), response.content

    def save(self, token: str, name: str) -> None:
        form = {"name": name, "csrfmiddlewaretoken": token}
        assert self.client.post("/admin/auth/group/add/", form).status_code == 302
        assert Group.objects.filter(name=name).exists()


@pytest.fixture
def app(browser: BrowserClient, credentials: dict[str, str], user: Any) -> App:
    user.is_staff = user.is_superuser = True
    user.save()
    return App(browser, credentials)


@pytest.fixture
def admin(app: App) -> Admin:
    return Admin(app.browser)


def test_open_form_stays_valid_while_the_app_works(app: App, admin: Admin, credentials: dict[str, str]) -> None:
    app.log_in()
    admin.log_in(credentials)
    form = admin.open("/admin/auth/group/add/")
    app.work()
    admin.save(form, "editors")


def test_app_works_while_pages_are_opened_and_saved(app: App, admin: Admin, credentials: dict[str, str]) -> None:
    app.log_in()
    admin.log_in(credentials)
    for name in ("editors", "readers"):
        app.work()
        form = admin.open("/admin/auth/group/add/")
        app.work()
        admin.save(form, name)
        app.work()


def test_open_form_survives_login_and_logout_of_the_app(app: App, admin: Admin, credentials: dict[str, str]) -> None:
    admin.log_in(credentials)
    form = admin.open("/admin/auth/group/add/")
    app.log_in()
    admin.save(form, "editors")
    form = admin.open("/admin/auth/group/add/")
    app.log_out()
    admin.save(form, "readers")
    app.log_in()
    admin.save(form, "writers")


def test_open_login_page_survives_login_and_logout_of_the_app(
    app: App, admin: Admin, credentials: dict[str, str]
) -> None:
    """A form of a user whom Django does not know yet, as those of django-allauth are."""
    token = admin.open("/admin/login/")
    app.log_in()
    app.work()
    app.log_out()
    admin.log_in(credentials, token)
    app.log_in()
    app.work()


def test_login_page_opened_after_the_app_survives_its_login(
    app: App, admin: Admin, credentials: dict[str, str]
) -> None:
    """The app fetches its token first: Django's form contains the secret of that one."""
    app.browser.get("/users/csrf/")
    token = admin.open("/admin/login/")
    app.log_in()
    admin.log_in(credentials, token)


def test_form_opened_while_signed_in_survives_logout_of_the_app(
    app: App, admin: Admin, credentials: dict[str, str]
) -> None:
    app.log_in()
    token = admin.open("/admin/login/")
    app.log_out()
    admin.log_in(credentials, token)


def test_app_survives_login_and_logout_of_the_admin(app: App, admin: Admin, credentials: dict[str, str]) -> None:
    app.log_in()
    admin.log_in(credentials)
    app.work()
    admin.client.post("/admin/logout/", {"csrfmiddlewaretoken": admin.open("/admin/auth/group/add/")})
    app.work()
    app.log_out()


def test_one_repair_suffices_after_a_django_page(app: App, admin: Admin, credentials: dict[str, str]) -> None:
    app.log_in()
    app.repairs = 0
    app.work()
    assert app.repairs == 0
    admin.log_in(credentials)
    admin.open("/admin/auth/group/add/")
    app.work()
    app.work()
    assert app.repairs == 1
