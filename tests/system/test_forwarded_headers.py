"""What a proxy would say of host, scheme and address anybody can write too; it changes nothing unless it is configured."""

from typing import Any

import pytest
from safejwt.models import RefreshToken
from users.models import User

from .browser import Browser
from .conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

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
def test_a_login_is_the_same_whatever_is_said_of_it(
    browser: Browser, user: User, settings: Any, headers: dict[str, str]
) -> None:
    answers = []
    for more in ({}, headers):
        browser.cookies.clear()
        browser.csrf()
        body = {"username": "ada", "password": PASSWORD}
        answer = browser.send("POST", "/users/login/", body, headers=more)
        assert answer.status == 200
        answers.append((sorted(answer.headers.keys()), {name: c.attributes for name, c in answer.cookies.items()}))
    assert answers[0][0] == answers[1][0]
    for name, attributes in answers[1][1].items():
        # A second may have passed between the two.
        times = {"expires": "", "max-age": ""}
        assert {**attributes, **times} == {**answers[0][1][name], **times}, name
        assert abs(int(attributes["max-age"] or 0) - int(answers[0][1][name]["max-age"] or 0)) <= 1, name
    assert set(RefreshToken.objects.values_list("ip", flat=True)) == {"127.0.0.1"}


@pytest.mark.parametrize("headers", FORWARDED, ids=by_first)
def test_no_other_origin_becomes_the_own_one(at_home: Browser, headers: dict[str, str]) -> None:
    for origin in (
        f"http://{EVIL}",
        f"https://{EVIL}",
        f"https://{EVIL}:443",
        at_home.address.replace("http", "https"),
    ):
        answer = at_home.send("POST", "/users/token/", headers={"Origin": origin, **headers})
        assert (answer.status, answer.code) == (403, "csrf_failed")
    answer = at_home.refresh(headers={"Origin": at_home.address, **headers})
    assert answer.status == 200


@pytest.mark.parametrize("host", [EVIL, "testserver.evil.example", "localhost.evil.example", f"localhost@{EVIL}"])
@pytest.mark.parametrize("path", ["/users/login/", "/users/token/", "/users/auth/", "/users/csrf/"])
def test_a_host_that_is_not_ours_is_refused_before_anything_is_done(at_home: Browser, host: str, path: str) -> None:
    method = "POST" if path in ("/users/login/", "/users/token/") else "GET"
    answer = at_home.send(method, path, headers={"Host": host, "Origin": f"http://{host}"}, cookies={})
    assert (answer.status, answer.code) == (400, "bad_request")
    assert not answer.cookies
    assert RefreshToken.objects.get().generation == 1


def test_behind_a_proxy_that_is_configured_the_scheme_counts_and_nothing_else(at_home: Browser, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    secure = {"X-Forwarded-Proto": "https"}
    own = at_home.address.replace("http", "https")
    assert at_home.refresh(headers={**secure, "Origin": at_home.address}).code == "csrf_failed"
    assert at_home.refresh(headers={**secure, "Origin": own}).status == 200
    assert at_home.refresh(headers={**secure, "X-Forwarded-Host": EVIL, "Origin": f"https://{EVIL}"}).status == 403
    # Without Origin and Fetch Metadata, https asks for the Referer.
    assert at_home.refresh(headers=secure).code == "csrf_failed"
    assert at_home.refresh(headers={**secure, "Referer": f"{own}/"}).status == 200
    (session,) = RefreshToken.objects.all()
    assert session.ip == "127.0.0.1"
