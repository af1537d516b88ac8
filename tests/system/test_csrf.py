"""Every method of every endpoint requires the CSRF pair, and every body must be JSON."""

import pytest
from django.conf import settings
from safejwt.models import RefreshToken

from .browser import Browser
from .endpoints import ENDPOINTS, Endpoint
from .error_format import assert_still_logged_in

pytestmark = pytest.mark.django_db(transaction=True)

BODY = b'{"username": "eve", "email": "eve@example.com", "password": "correct horse battery staple"}'
A, B = "A" * 32, "B" * 32
# Cookie and header: missing, different, invalid, and a matching pair of another session.
PAIRS = [(None, None), (A, None), (None, A), (A, B), (A, ""), ("", ""), (A, "A" * 31), (A, A)]


# These need a password, an email or an emailed token, but no session.
WITHOUT_SESSION = {
    f"/users/{path}"
    for path in (
        *("", "login/", "email/verify/", "email/verify/resend/", "email/change/confirm/"),
        *("password/reset/", "password/reset/confirm/", "account/secure/", "links/check/"),
    )
}


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.path != "/users/csrf/"], ids=str)
def test_every_endpoint_requires_the_csrf_pair_of_the_session(
    logged_in_browser: Browser, endpoint: Endpoint, path: str
) -> None:
    pairs = PAIRS[:-1] if endpoint.path in WITHOUT_SESSION else PAIRS
    for method in endpoint.methods:
        for cookie, header in pairs:
            response = logged_in_browser.send(
                method,
                path,
                body=BODY if method in endpoint.reading else None,
                headers={"X-CSRFToken": header},
                cookies={settings.CSRF_COOKIE_NAME: cookie},
            )
            assert response.status == 403, (method, cookie, header)
            assert method == "HEAD" or response.code == "csrf_failed"
            # Django replaces an invalid CSRF cookie.
            assert not response.cookies.keys() - ({settings.CSRF_COOKIE_NAME} if cookie == "" else set())
    assert RefreshToken.objects.get().generation == 1
    assert_still_logged_in(logged_in_browser)


NOT_JSON = [
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "text/html", "text/json"),
    *("application/xml", "application/jsonp", "application/x-json", "application/", "json", ""),
    *("*/*", "application/*", "*/*; charset=utf-8"),
]


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.reading], ids=str)
def test_every_body_must_be_json(logged_in_browser: Browser, endpoint: Endpoint, path: str) -> None:
    for method in endpoint.reading:
        for content_type in NOT_JSON:
            response = logged_in_browser.send(method, path, body=BODY, headers={"Content-Type": content_type})
            assert (response.status, response.code) == (415, "unsupported_media_type"), (method, content_type)
            assert not response.cookies
    assert_still_logged_in(logged_in_browser)
