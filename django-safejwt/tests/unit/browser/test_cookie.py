"""`HostCookie`: one class sets, clears, partitions and reads every cookie of the package."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import safejwt
from django.http import HttpResponse
from django.test import RequestFactory
from safejwt.browser.cookie import HostCookie

COOKIE = HostCookie("__Host-Http-example")


def attributes(response: HttpResponse) -> set[str]:
    """The attributes of the cookie as they are sent."""
    return set(response.cookies[COOKIE.name].OutputString().split("; ")[1:])


def test_cookie_is_for_this_host_and_not_for_scripts() -> None:
    response = HttpResponse()
    COOKIE.set(response, "value", lifetime=None)
    assert response.cookies[COOKIE.name].value == "value"
    assert attributes(response) == {"Path=/", "HttpOnly", "Secure", "SameSite=Strict"}


@pytest.mark.parametrize(("lifetime", "seconds"), [(timedelta(days=1), 86_400), (timedelta(seconds=1.5), 2)])
def test_lifetime_is_in_whole_seconds(lifetime: timedelta, seconds: int) -> None:
    response = HttpResponse()
    COOKIE.set(response, "value", lifetime=lifetime)
    assert response.cookies[COOKIE.name]["max-age"] == seconds


def test_clearing_expires_the_cookie_with_the_same_attributes() -> None:
    set_response, cleared = HttpResponse(), HttpResponse()
    COOKIE.set(set_response, "value", lifetime=None)
    COOKIE.clear(cleared)
    expiry = {"expires=Thu, 01 Jan 1970 00:00:00 GMT", "Max-Age=0"}
    assert cleared.cookies[COOKIE.name].value == ""
    assert attributes(cleared) == attributes(set_response) | expiry


def test_readable_cookie_has_the_same_attributes_without_httponly() -> None:
    response = HttpResponse()
    HostCookie(COOKIE.name, readable=True).set(response, "1", lifetime=None)
    assert attributes(response) == {"Path=/", "Secure", "SameSite=Strict"}


def test_setting_and_clearing_partition_a_cross_site_cookie(settings: Any) -> None:
    settings.SAFEJWT_CROSS_SITE = True
    for send in (lambda response: COOKIE.set(response, "value", lifetime=None), COOKIE.clear):
        response = HttpResponse()
        send(response)
        assert {"SameSite=None", "Secure", "Partitioned"} <= attributes(response)


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("", []),
        ("__Host-Http-example=a", ["a"]),
        ('other=x;  __Host-Http-example="a" ; other=y', ["a"]),
        ("__Host-Http-example=a; __Host-Http-example=b", ["a", "b"]),
        ("__Host-Http-example", [""]),
        ("__host-http-example=a", []),
        # A sibling host can plant such a value.
        ("other=x,__Host-Http-example=a", []),
        ("__Host-Http-example=a,other=x", ["a,other=x"]),
        ("\u00a0__Host-Http-example=a", []),
        ("__Host-Http-example2=a", []),
    ],
)
def test_reading_returns_every_value_under_the_exact_name(header: str, values: list[str]) -> None:
    assert COOKIE.read(RequestFactory().get("/", HTTP_COOKIE=header)) == values


def test_no_other_code_sets_or_deletes_cookies() -> None:
    """A cookie that is set elsewhere would lack these attributes."""
    calls = set()
    for path in Path(safejwt.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = ast.unparse(node.func)
                if called.endswith((".set_cookie", ".set_signed_cookie", ".delete_cookie", "_csrf_cookie")):
                    calls.add((path.name, called.removeprefix("_middleware.")))
            if isinstance(node, ast.Assign) and "response.cookies[" in ast.unparse(node.targets[0]):
                calls.add((path.name, ast.unparse(node.targets[0])))
    assert calls == {
        ("cookie.py", "response.cookies[self.name]"),
        ("partitioned.py", "response.cookies[name]"),
        ("csrf.py", "_set_csrf_cookie"),
        ("csrf.py", "csrf.set_cookie"),
        ("logout.py", "csrf.set_cookie"),
        ("session.py", "csrf.set_cookie"),
    }


@pytest.mark.parametrize("value", ["a.b-c_d", "", 'of "another", kind; ü', "1"])
@pytest.mark.parametrize("lifetime", [None, timedelta(seconds=90), timedelta(0)])
@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize("readable", [True, False])
def test_header_is_the_one_of_django(
    settings: Any, clock: Any, value: str, lifetime: timedelta | None, secure: bool, readable: bool
) -> None:
    settings.SAFEJWT_COOKIE_SECURE = secure
    response, expected = HttpResponse(), HttpResponse()
    HostCookie("name", readable).set(response, value, lifetime=lifetime)
    expected.set_cookie("name", value, max_age=lifetime, secure=secure, httponly=not readable, samesite="Strict")
    assert response.cookies.output() == expected.cookies.output()


def test_header_that_changes_is_read_again() -> None:
    request = RequestFactory().get("/", HTTP_COOKIE=f"{COOKIE.name}=one; {COOKIE.name}=two")
    assert COOKIE.read(request) == ["one", "two"]
    COOKIE.read(request).clear()
    assert COOKIE.read(request) == ["one", "two"]
    request.META["HTTP_COOKIE"] = f"{COOKIE.name}=three"
    assert COOKIE.read(request) == ["three"]
