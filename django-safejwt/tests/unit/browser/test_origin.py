"""A refused origin is named, with the setting that would allow it: in the log, and under `DEBUG` in the response."""

import logging
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory
from safejwt.browser.origin import check_origin
from safejwt.errors import CSRFFailed
from safejwt.testing import BrowserClient

pytestmark = pytest.mark.django_db

LONG = "https://" + "a" * 5000 + ".example"


def refusal(browser: BrowserClient, caplog: pytest.LogCaptureFixture, **headers: Any) -> tuple[str, str]:
    """The reason in the log, and the sentence in the response."""
    caplog.clear()
    with caplog.at_level(logging.WARNING, logger="safejwt"):
        response = browser.post("/users/token/", **headers)
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
    (record,) = [record for record in caplog.records if record.name == "safejwt"]
    return str(vars(record)["reason"]), response.json()["detail"]


TRUST = "list it in CSRF_TRUSTED_ORIGINS, or let the proxy keep the Host (Vite: changeOrigin: false)."


@pytest.mark.parametrize(
    ("headers", "advice"),
    [
        ({"HTTP_ORIGIN": "https://app.example.com"}, f"https://app.example.com is not http://testserver: {TRUST}"),
        ({"HTTP_ORIGIN": "http://localhost:3000"}, f"http://localhost:3000 is not http://testserver: {TRUST}"),
        (
            {"HTTP_ORIGIN": "https://testserver"},
            "https://testserver is plain http here: if TLS ends at a proxy, set SECURE_PROXY_SSL_HEADER.",
        ),
        (
            {"HTTP_ORIGIN": "https://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"},
            "https://testserver is plain http here: if TLS ends at a proxy, set SECURE_PROXY_SSL_HEADER.",
        ),
        ({"HTTP_ORIGIN": "http://testserver", "secure": True}, f"http://testserver is not https://testserver: {TRUST}"),
        (
            {"HTTP_ORIGIN": "http://a.testserver", "HTTP_SEC_FETCH_SITE": "same-site"},
            f"http://a.testserver is not http://testserver: {TRUST}",
        ),
        (
            {"HTTP_SEC_FETCH_SITE": "same-site"},
            "It has no Origin header. List the app's origin in CSRF_TRUSTED_ORIGINS, and use fetch in CORS mode.",
        ),
        (
            {"HTTP_ORIGIN": "null"},
            "Its origin is null (a sandboxed frame, a file or a redirect), which no setting allows.",
        ),
        (
            {"HTTP_REFERER": "https://ada:secret@evil.example/reset/secret?q=1", "secure": True},
            f"https://evil.example is not https://testserver: {TRUST}",
        ),
        ({"HTTP_REFERER": "https://[", "secure": True}, f"malformed is not https://testserver: {TRUST}"),
        ({"secure": True}, "Send an Origin or Referer header."),
        # Text of a client that could look like something else.
        ({"HTTP_ORIGIN": 'x" ip=1.2.3.4'}, f"(malformed) is not http://testserver: {TRUST}"),
        ({"HTTP_ORIGIN": "https://e.example\x1b[2J"}, f"(malformed) is not http://testserver: {TRUST}"),
        ({"HTTP_ORIGIN": "<script>alert(1)</script>"}, f"(malformed) is not http://testserver: {TRUST}"),
        ({"HTTP_ORIGIN": LONG}, f"(malformed) is not http://testserver: {TRUST}"),
        (
            {"HTTP_ORIGIN": f"https://testserver{LONG[8:]}"},
            f"(malformed) is not http://testserver: {TRUST}",
        ),
        ({"HTTP_ORIGIN": "http://testserver", "HTTP_HOST": "unknown.example"}, "Its Host is not in ALLOWED_HOSTS."),
    ],
)
def test_refusal_names_the_origin_and_the_setting(
    signed_in: BrowserClient, caplog: pytest.LogCaptureFixture, settings: Any, headers: dict[str, Any], advice: str
) -> None:
    reason, detail = refusal(signed_in, caplog, **headers)
    assert reason.endswith(f" {advice}")
    assert len(reason) < 256
    assert not reason.startswith(advice)
    assert detail == reason.removesuffix(f" {advice}"), "users get no advice for developers"
    settings.DEBUG = True
    assert refusal(signed_in, caplog, **headers) == (reason, reason)


def test_joined_cookie_lines_are_named(signed_in: BrowserClient, caplog: pytest.LogCaptureFixture) -> None:
    header = ",".join(f"{name}={morsel.value}" for name, morsel in signed_in.cookies.items())
    name = settings.CSRF_COOKIE_NAME
    header = f"{name}={signed_in.cookies[name].value},{header}"
    signed_in.cookies.clear()
    reason, detail = refusal(signed_in, caplog, HTTP_COOKIE=header)
    assert detail == "CSRF check failed: CSRF cookie malformed."
    assert "RFC 9113 section 8.2.3" in reason


def test_trusted_origins_are_those_of_the_settings(settings: Any) -> None:
    """Django's middleware keeps what it makes of them."""
    request = RequestFactory().post("/", HTTP_ORIGIN="https://app.example.com")
    for trusted in (["https://app.example.com"], ["https://*.example.com"]):
        settings.CSRF_TRUSTED_ORIGINS = trusted
        check_origin(request)
        settings.CSRF_TRUSTED_ORIGINS = []
        with pytest.raises(CSRFFailed):
            check_origin(request)
