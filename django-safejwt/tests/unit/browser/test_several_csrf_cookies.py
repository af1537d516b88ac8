"""Several CSRF cookies of one name: of a parent domain, another path, another application, planted."""

from typing import Any

import pytest
from django.conf import settings
from safejwt.browser.csrf_token import bound_secret, unbind
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

pytestmark = pytest.mark.django_db

NAME = settings.CSRF_COOKIE_NAME
FOREIGN = {
    "of another Django": f"{NAME}={'S' * 32}",
    "masked": f"{NAME}={'Sd' * 32}",
    "of another framework": f"{NAME}=eyJpdiI6Ik.x%3D%3D",
    "empty": f"{NAME}=",
    "without a value": NAME,
    "quoted": f'{NAME}="{"S" * 32}"',
    "white space of Python's": f"\u00a0{NAME}={'S' * 32}",
    "white space after it": f"{NAME}\u2003={'S' * 32}",
    "malformed, with white space": f"\u3000{NAME}=x",
    "nameless": f"={NAME}={'S' * 32}",
    "many": "; ".join(f"{NAME}={letter * 32}" for letter in "ABCDEFGHIJ"),
}


class Browser:
    """Cookies of our own beside others that it can neither see nor delete, first or last in the header.

    As `safejwt-js` does, it sends the first cookie of the name, and after a 403 the token of `csrf/`.
    """

    def __init__(self, foreign: str, *, is_last: bool) -> None:
        self.client = BrowserClient()
        self.foreign, self.is_last, self.received = foreign, is_last, ""

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        own = "; ".join(f"{name}={morsel.value}" for name, morsel in self.client.cookies.items() if morsel.value)
        pairs = [pair for pair in ((own, self.foreign) if self.is_last else (self.foreign, own)) if pair]
        kept, self.client.cookies = self.client.cookies, type(self.client.cookies)()
        # The bytes of the header, as servers pass them on.
        header = "; ".join(pairs).encode().decode("latin-1")
        extra = {"HTTP_COOKIE": header, settings.CSRF_HEADER_NAME: self._token(pairs), **headers}
        response = getattr(self.client, method)(path, body, format="json", **extra)
        kept.update({name: morsel for name, morsel in self.client.cookies.items() if morsel.value})
        self.client.cookies = kept
        return response

    def work(self, method: str, path: str, body: Any = None) -> Any:
        response = self.send(method, path, body)
        if response.status_code == 403:
            self.received = self.send("get", "/users/csrf/").json()["csrfToken"]
            response = self.send(method, path, body)
        return response

    def log_in(self, credentials: dict[str, str]) -> None:
        response = self.work("post", "/users/login/", credentials)
        assert response.status_code == 200, response.content
        self.client.take(response)
        self.received = ""

    def _token(self, pairs: list[str]) -> str:
        found = [pair.partition("=") for header in pairs for pair in header.split("; ")]
        return self.received or next((value for name, _, value in found if name == NAME), "")


@pytest.fixture(autouse=True)
def _middleware(settings: Any) -> None:
    """Django's own, which reads the same cookies and replaces those that it cannot read."""
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware", *settings.MIDDLEWARE]


@pytest.mark.parametrize("is_last", [True, False], ids=["last", "first"])
@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
def test_another_cookie_of_the_name_locks_no_user_out(credentials: dict[str, str], foreign: str, is_last: bool) -> None:
    browser = Browser(foreign, is_last=is_last)
    for _visit in range(2):
        browser.log_in(credentials)
        for _time in range(2):
            assert browser.work("get", "/users/auth/").status_code == 200
            assert browser.work("post", "/echo/").status_code == 200
            browser.client.take(browser.work("post", "/users/token/"))
        assert browser.work("post", "/users/logout/").status_code == 204
        browser.received = ""
    assert not RefreshToken.objects.exists()


@pytest.mark.parametrize("is_last", [True, False], ids=["last", "first"])
@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
def test_cookie_that_appears_in_a_session_locks_no_user_out(
    credentials: dict[str, str], foreign: str, is_last: bool
) -> None:
    browser = Browser("", is_last=is_last)
    browser.log_in(credentials)
    browser.foreign = foreign
    browser.client.take(browser.work("post", "/users/token/"))
    assert browser.work("get", "/users/auth/").status_code == 200
    assert browser.work("post", "/users/logout/").status_code == 204


@pytest.mark.parametrize("is_last", [True, False], ids=["last", "first"])
@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
def test_responses_leave_the_cookie_of_the_session_as_it_is(
    credentials: dict[str, str], foreign: str, is_last: bool
) -> None:
    browser = Browser(foreign, is_last=is_last)
    browser.log_in(credentials)
    assert browser.work("get", "/users/auth/").status_code == 200
    for path in ("/users/auth/", "/echo/", "/users/sessions/"):
        assert NAME not in browser.send("get", path).cookies


@pytest.mark.parametrize("planted", ["S" * 32, unbind("S" * 32)])
def test_header_that_equals_a_planted_cookie_is_refused_in_a_session(
    credentials: dict[str, str], planted: str, make_user: Any
) -> None:
    browser = Browser("", is_last=True)
    browser.log_in(credentials)
    other = BrowserClient()
    tokens = other.sign_in(make_user("mallory"))
    for value in (planted, bound_secret(tokens.sid)):
        browser.foreign = f"{NAME}={value}"
        for method, path in (("get", "/users/auth/"), ("post", "/users/token/"), ("post", "/users/logout/")):
            response = browser.send(method, path, **{settings.CSRF_HEADER_NAME: value})
            assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
    assert RefreshToken.objects.count() == 2


def test_header_alone_is_not_enough(signed_in: BrowserClient) -> None:
    token = signed_in.cookies.pop(NAME).value
    signed_in.cookies[NAME] = "S" * 32
    assert signed_in.get("/users/auth/", **{settings.CSRF_HEADER_NAME: token}).status_code == 403


def test_anonymous_header_has_to_equal_one_of_the_cookies(credentials: dict[str, str]) -> None:
    browser = Browser(f"{NAME}={'S' * 32}; {NAME}={'T' * 32}", is_last=True)
    for token, status in (("S" * 32, 200), ("T" * 32, 200), ("U" * 32, 403)):
        response = browser.send("post", "/users/login/", credentials, **{settings.CSRF_HEADER_NAME: token})
        assert response.status_code == status
        browser.client.cookies.clear()


def test_prefixed_name_is_compared_exactly(credentials: dict[str, str], settings: Any) -> None:
    """A sibling host can plant the name with a space that browsers keep, but not the name itself."""
    settings.CSRF_COOKIE_NAME = "__Host-csrftoken"
    client = BrowserClient()
    header = "\u00a0__Host-csrftoken=".encode().decode("latin-1") + "S" * 32
    extra = {"HTTP_COOKIE": header, settings.CSRF_HEADER_NAME: "S" * 32}
    response = client.post("/users/login/", credentials, format="json", **extra)
    assert (response.status_code, response.json()["detail"]) == (403, "CSRF check failed: CSRF cookie not set.")
