"""The CSRF rule and JSON alone, on every endpoint with every method it takes (test_bad_addresses.py keeps the list complete)."""

import pytest
from safejwt.conf import conf
from safejwt.models import RefreshToken

from .browser import Browser
from .endpoints import ENDPOINTS, Endpoint
from .faults import assert_nothing_is_lost, path_of

pytestmark = pytest.mark.django_db(transaction=True)

BODY = b'{"username": "eve", "email": "eve@example.com", "password": "correct horse battery staple"}'
A, B = "A" * 32, "B" * 32
# Cookie and header: neither, one of them, two that differ, none worth the name, and a pair that agrees but is a stranger's.
PAIRS = [(None, None), (A, None), (None, A), (A, B), (A, ""), ("", ""), (A, "A" * 31), (A, A)]


# What these do, they do for whoever knows a password, an address or the token of a mail: there is no session that a pair could
# belong to.
WITHOUT_SESSION = {
    f"/users/{path}"
    for path in (
        *("", "login/", "email/verify/", "email/verify/resend/", "email/change/confirm/"),
        *("password/reset/", "password/reset/confirm/"),
    )
}


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.path != "/users/csrf/"], ids=str)
def test_nothing_is_done_without_the_cookie_and_the_header_of_the_session(at_home: Browser, endpoint: Endpoint) -> None:
    pairs = PAIRS[:-1] if endpoint.path in WITHOUT_SESSION else PAIRS
    for method in endpoint.methods:
        for cookie, header in pairs:
            answer = at_home.send(
                method,
                path_of(endpoint),
                body=BODY if method in endpoint.reading else None,
                headers={"X-CSRFToken": header},
                cookies={conf.csrf_cookie_name: cookie},
            )
            assert answer.status == 403, (method, cookie, header)
            assert method == "HEAD" or answer.code == "csrf_failed"
            # Django replaces a CSRF cookie that is none.
            assert not answer.cookies.keys() - ({conf.csrf_cookie_name} if cookie == "" else set())
    assert RefreshToken.objects.get().generation == 1
    assert_nothing_is_lost(at_home)


NOT_JSON = [
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "text/html", "text/json"),
    *("application/xml", "application/jsonp", "application/x-json", "application/", "json", ""),
    *("*/*", "application/*", "*/*; charset=utf-8"),
]


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.reading], ids=str)
def test_a_body_that_is_read_is_json_alone(at_home: Browser, endpoint: Endpoint) -> None:
    for method in endpoint.reading:
        for content_type in NOT_JSON:
            answer = at_home.send(method, path_of(endpoint), body=BODY, headers={"Content-Type": content_type})
            assert (answer.status, answer.code) == (415, "unsupported_media_type"), (method, content_type)
            assert not answer.cookies
    assert_nothing_is_lost(at_home)
