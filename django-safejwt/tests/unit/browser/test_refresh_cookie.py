"""The refresh cookie that a request presents."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from safejwt.browser.refresh_cookie import PresentedCookie, refresh_cookie
from safejwt.errors import RefreshTokenError, RefreshTokenInvalid, RefreshTokenMissing
from safejwt.tokens.jwt import issue_refresh_token

SID, OTHER = UUID("6f1ed002-ab59-4e63-b1cc-8c1f0b5f3c11"), UUID("0a6f1c1e-7a4d-4b5e-9a51-3f6a1c0d2b77")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def token(sid: UUID = SID) -> str:
    return issue_refresh_token(sid=sid, generation=1, issued_at=NOW, expires_at=NOW + DAY)


def request(*values: str) -> HttpRequest:
    name = refresh_cookie().name
    return RequestFactory().get("/", HTTP_COOKIE="; ".join(f"{name}={value}" for value in values))


def test_genuine_token_has_claims_and_names_its_session(clock: Any) -> None:
    presented = PresentedCookie.of(request(token()))
    assert presented.error is None
    assert presented.claims_or_raise().sid == presented.session_id == SID


def test_expired_token_names_no_session_but_keeps_its_claims(clock: Any) -> None:
    clock.shift(DAY)
    presented = PresentedCookie.of(request(token()))
    assert presented.session_id is None
    assert presented.claims_or_raise().sid == SID


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ([], RefreshTokenMissing),
        ([""], RefreshTokenMissing),
        (["", ""], RefreshTokenMissing),
        (["garbage"], RefreshTokenInvalid),
        ([token(), token()], RefreshTokenInvalid),
        ([token(), "garbage"], RefreshTokenInvalid),
        ([token(), ""], RefreshTokenInvalid),
    ],
    ids=["missing", "empty", "empty twice", "garbage", "twice", "planted", "planted empty"],
)
def test_missing_invalid_or_doubled_cookie_is_an_error(
    clock: Any, values: list[str], error: type[RefreshTokenError]
) -> None:
    presented = PresentedCookie.of(request(*values))
    assert presented.session_id is None
    with pytest.raises(error):
        presented.claims_or_raise()


@pytest.mark.parametrize(
    ("values", "sids"),
    [
        ([token()], [SID]),
        ([token(), "garbage"], [SID]),
        (["garbage", token(OTHER), token()], [OTHER, SID]),
        ([token(), token()], [SID]),
        (["garbage"], []),
        ([], []),
    ],
    ids=["one", "planted", "two sessions", "twice", "garbage", "missing"],
)
def test_every_genuine_session_in_the_request_can_be_ended(clock: Any, values: list[str], sids: list[UUID]) -> None:
    sent = request(*values)
    assert [claims.sid for claims in PresentedCookie.of(sent).claims_to_end(sent)] == sids


def test_repr_shows_no_token(clock: Any) -> None:
    assert token() not in repr(PresentedCookie.of(request(token())))
