"""The id that connects the events of one request with each other and with the proxy's log."""

import logging
from typing import Any

import pytest
from django.test import RequestFactory
from safejwt.audit import events
from safejwt.checks import check_settings
from safejwt.conf import conf
from safejwt.testing import BrowserClient

pytestmark = pytest.mark.django_db

ID = "Root=1-67891233-abcdef012345678912345678;Sampled=1"


@pytest.fixture
def ids(caplog: pytest.LogCaptureFixture) -> Any:
    """`ids()` returns the request ids of the events since its last call."""
    caplog.set_level(logging.DEBUG, "safejwt")

    def read() -> list[str]:
        found = [record.request_id for record in caplog.records if record.name == "safejwt"]  # type: ignore[attr-defined]
        caplog.clear()
        return found

    return read


def test_events_of_one_request_share_an_id(browser: BrowserClient, credentials: dict[str, str], ids: Any) -> None:
    browser.get("/users/csrf/")
    seen = []
    for _ in range(2):
        browser.post("/users/login/", credentials, format="json")
        found = ids()
        assert len(found) > 1
        assert len(set(found)) == 1
        seen += found
    assert len(set(seen)) == 2


def test_refusals_of_protected_views_carry_the_id(signed_in: BrowserClient, ids: Any, settings: Any) -> None:
    settings.SAFEJWT_REQUEST_ID_HEADER = "X-Request-ID"
    signed_in.access_token = "garbage"
    signed_in.get("/echo/", HTTP_X_REQUEST_ID=ID)
    assert ids() == [ID]


def test_header_is_ignored_without_the_setting(signed_in: BrowserClient, ids: Any) -> None:
    signed_in.post("/users/token/", HTTP_X_REQUEST_ID=ID)
    assert ID not in ids()


def test_configured_header_is_used(signed_in: BrowserClient, ids: Any, settings: Any) -> None:
    settings.SAFEJWT_REQUEST_ID_HEADER = "X-Amzn-Trace-Id"
    signed_in.post("/users/token/", HTTP_X_REQUEST_ID="another", HTTP_X_AMZN_TRACE_ID=ID)
    assert ids() == [ID]


@pytest.mark.parametrize(
    "sent",
    ["", " ", "a b", "a\r\nlevel=CRITICAL", "a\n", 'a" user="root', "\x1b[31m", "é", "x" * 129, "a,b"],
)
def test_invalid_id_is_replaced(signed_in: BrowserClient, ids: Any, settings: Any, sent: str) -> None:
    settings.SAFEJWT_REQUEST_ID_HEADER = "X-Request-ID"
    request = RequestFactory(HTTP_X_REQUEST_ID=sent).get("/")
    made = events.request_id(request)
    assert len(made) == 32
    assert made.isalnum()
    assert events.request_id(request) == made


@pytest.mark.parametrize("sent", ["x" * 128, ID, "7b1c6d1e-5f0a-4a57-9a5e-9a3c3f6d2f10", "req_A1+/=.:@-"])
def test_ids_of_common_proxies_are_accepted(settings: Any, sent: str) -> None:
    settings.SAFEJWT_REQUEST_ID_HEADER = "X-Request-ID"
    assert events.request_id(RequestFactory(HTTP_X_REQUEST_ID=sent).get("/")) == sent


def test_request_without_events_creates_no_id(signed_in: BrowserClient, monkeypatch: Any) -> None:
    monkeypatch.setattr(events, "request_id", None)
    assert signed_in.get("/users/auth/").status_code == 200
    assert signed_in.get("/echo/").status_code == 200


@pytest.mark.parametrize(
    "header", ["", "X Request ID", "X_Request_ID", "X-Request-ID\n", 7, "Cookie", "authorization", "X-CSRFToken"]
)
def test_unsafe_header_name_is_a_check_error(settings: Any, header: Any) -> None:
    settings.SAFEJWT_REQUEST_ID_HEADER = header
    assert "safejwt.E019" in {message.id for message in check_settings(None)}


@pytest.mark.parametrize("header", [None, "X-Request-ID", "X-Amzn-Trace-Id"])
def test_valid_header_name_passes_the_check(settings: Any, header: str | None) -> None:
    settings.SAFEJWT_REQUEST_ID_HEADER = header
    assert conf.request_id_header == header
    assert "safejwt.E019" not in {message.id for message in check_settings(None)}
