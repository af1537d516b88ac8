"""Any client can send forwarding headers. They change nothing unless a proxy is configured."""

from typing import Any

import pytest
from safejwt.models import RefreshToken
from users.models import User

from .browser import Browser
from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

EVIL = "evil.example"
FORWARDED: list[dict[str, str]] = [
    {"X-Forwarded-Host": EVIL},
    {"X-Forwarded-Server": EVIL, "X-Original-Host": EVIL, "X-Host": EVIL, "X-HTTP-Host-Override": EVIL},
    {"X-Forwarded-Proto": "https", "X-Forwarded-Protocol": "ssl", "X-Forwarded-Ssl": "on", "Front-End-Https": "on"},
    {"X-Forwarded-Port": "443"},
    {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "True-Client-IP": "203.0.113.9"},
    {"Forwarded": f"for=203.0.113.9;host={EVIL};proto=https"},
    {"X-Original-URL": "/users/logout/", "X-Rewrite-URL": "/users/logout/"},
]


def by_first(headers: dict[str, str]) -> str:
    return next(iter(headers))


@pytest.mark.parametrize("headers", FORWARDED, ids=by_first)
def test_forwarded_headers_do_not_change_a_login(
    browser: Browser, user: User, settings: Any, headers: dict[str, str]
) -> None:
    responses = []
    for more in ({}, headers):
        browser.cookies.clear()
        browser.csrf()
        body = {"username": "ada", "password": PASSWORD}
        response = browser.send("POST", "/users/login/", body, headers=more)
        assert response.status == 200
        responses.append(
            (sorted(response.headers.keys()), {name: c.attributes for name, c in response.cookies.items()})
        )
    assert responses[0][0] == responses[1][0]
    for name, attributes in responses[1][1].items():
        # A second may have passed between the two logins.
        times = {"expires": "", "max-age": ""}
        assert {**attributes, **times} == {**responses[0][1][name], **times}, name
        assert abs(int(attributes["max-age"] or 0) - int(responses[0][1][name]["max-age"] or 0)) <= 1, name
    assert set(RefreshToken.objects.values_list("ip", flat=True)) == {"127.0.0.1"}


@pytest.mark.parametrize("headers", FORWARDED, ids=by_first)
def test_forwarded_headers_do_not_make_another_origin_trusted(
    logged_in_browser: Browser, headers: dict[str, str]
) -> None:
    for origin in (
        f"http://{EVIL}",
        f"https://{EVIL}",
        f"https://{EVIL}:443",
        logged_in_browser.address.replace("http", "https"),
    ):
        response = logged_in_browser.send("POST", "/users/token/", headers={"Origin": origin, **headers})
        assert (response.status, response.code) == (403, "csrf_failed")
    response = logged_in_browser.refresh(headers={"Origin": logged_in_browser.address, **headers})
    assert response.status == 200


@pytest.mark.parametrize("host", [EVIL, "testserver.evil.example", "localhost.evil.example", f"localhost@{EVIL}"])
@pytest.mark.parametrize("path", ["/users/login/", "/users/token/", "/users/auth/", "/users/csrf/"])
def test_unknown_host_is_refused_without_effect(logged_in_browser: Browser, host: str, path: str) -> None:
    before = RefreshToken.objects.values().get()
    method = "POST" if path in ("/users/login/", "/users/token/") else "GET"
    response = logged_in_browser.send(method, path, headers={"Host": host, "Origin": f"http://{host}"}, cookies={})
    assert (response.status, response.code) == (400, "bad_request")
    assert not response.cookies
    assert RefreshToken.objects.values().get() == before


def test_configured_proxy_sets_the_scheme_only(logged_in_browser: Browser, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    secure = {"X-Forwarded-Proto": "https"}
    own = logged_in_browser.address.replace("http", "https")
    assert logged_in_browser.refresh(headers={**secure, "Origin": logged_in_browser.address}).code == "csrf_failed"
    assert logged_in_browser.refresh(headers={**secure, "Origin": own}).status == 200
    assert (
        logged_in_browser.refresh(headers={**secure, "X-Forwarded-Host": EVIL, "Origin": f"https://{EVIL}"}).status
        == 403
    )
    # Without Origin and Fetch Metadata, https requires the Referer.
    assert logged_in_browser.refresh(headers=secure).code == "csrf_failed"
    assert logged_in_browser.refresh(headers={**secure, "Referer": f"{own}/"}).status == 200
    (session,) = RefreshToken.objects.all()
    assert session.ip == "127.0.0.1"
