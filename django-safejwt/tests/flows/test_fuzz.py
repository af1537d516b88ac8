"""Any token, header or cookie gets one of the documented errors, never a server error."""

import json
from base64 import urlsafe_b64decode
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rest_framework.request import Request
from safejwt import sessions
from safejwt.authentication import JWTAuthentication
from safejwt.conf import conf
from safejwt.errors import InvalidToken, RefreshTokenInvalid
from safejwt.handlers import APIError
from safejwt.tokens.jwt import (
    _base64url,
    issue_access_token,
    issue_refresh_token,
    read_access_token,
    read_refresh_token,
)
from safejwt.tokens.keys import access_keys

from tests.examples import examples
from tests.key_pairs import private

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SID = UUID("6f1ed002-ab59-4e63-b1cc-8c1f0b5f3c11")
BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

many = settings(max_examples=examples(300), deadline=None)
# Fixtures are created once for all examples; the rows in the database do not change in between.
many_requests = settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

segments = st.text(BASE64URL + "=.+/ \n\0é", max_size=60)
headers = st.text(st.characters(max_codepoint=0xFF), max_size=80)  # WSGI decodes header bytes as Latin-1
claims = st.dictionaries(
    st.sampled_from(["iss", "aud", "sub", "sid", "gen", "iat", "exp", "nbf", "other"]),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**40), 10**40)
        | st.floats()
        | st.text(max_size=20)
        | st.sampled_from(["safejwt", str(SID), int(NOW.timestamp()), int(NOW.timestamp()) + 300]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    ),
)


def access() -> str:
    return issue_access_token(user_id=7, sid=SID, generation=3, now=NOW)


def refresh() -> str:
    return issue_refresh_token(sid=SID, generation=3, issued_at=NOW, expires_at=NOW.replace(year=2027))


@st.composite
def damaged(draw: st.DrawFn, make: Any) -> str:
    """A genuine token with a part removed, inserted, repeated or moved."""
    token: str = make()
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(token))] * 2)))
    change = draw(st.sampled_from(["cut", "replace", "repeat", "insert", "segments"]))
    match change:
        case "cut":
            return token[:start] + token[end:]
        case "replace":
            return token[:start] + draw(segments) + token[end:]
        case "repeat":
            return token[:end] + token[start:]
        case "insert":
            return token[:start] + draw(st.characters()) + token[start:]
    parts = [*token.split("."), *refresh().split("."), *access().split("."), draw(segments)]
    return ".".join(draw(st.lists(st.sampled_from(parts), max_size=6)))


@many
@given(st.text() | segments | st.lists(segments, max_size=5).map(".".join) | damaged(access))
def test_any_other_string_is_an_invalid_access_token(text: str) -> None:
    if text == access():
        return
    with pytest.raises(InvalidToken) as caught:
        read_access_token(text, now=NOW)
    assert caught.type is InvalidToken


@many
@given(st.text() | segments | st.lists(segments, max_size=5).map(".".join) | damaged(refresh))
def test_any_other_string_is_an_invalid_refresh_token(text: str) -> None:
    if text == refresh():
        return
    with pytest.raises(RefreshTokenInvalid):
        read_refresh_token(text, now=NOW)


@pytest.mark.parametrize("algorithm", ["HS256", "EdDSA", "ES256", "RS256"])
@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_other_signature_is_refused(algorithm: str, data: st.DataObject, settings: Any) -> None:
    if algorithm != "HS256":
        settings.ACCESS_TOKEN_SECRET = private(algorithm)
    head, _, signature = access().rpartition(".")
    other = data.draw(
        st.binary(max_size=400).map(lambda raw: _base64url(raw).decode()) | st.text(BASE64URL, max_size=90)
    )
    if other == signature:
        return
    with pytest.raises(InvalidToken):
        read_access_token(f"{head}.{other}", now=NOW)


def signed(payload: bytes) -> str:
    key = access_keys().signing
    signing_input = key.header + b"." + _base64url(payload)
    return (signing_input + b"." + _base64url(key.sign(signing_input))).decode()


@pytest.mark.django_db
@many_requests
@given(changes=claims, keep=st.booleans())
@example(changes={"exp": 10**400, "iat": 10**400 - 1}, keep=True)
@example(changes={"gen": 10**400}, keep=True)
@example(changes={"gen": -(2**70)}, keep=True)
def test_nonsense_claims_signed_with_our_key_cause_no_server_error(user: Any, changes: Any, keep: bool) -> None:
    """Replace all claims, or some claims of a genuine token, which may then still be genuine."""
    token = sessions.start(user).access_token
    genuine = json.loads(urlsafe_b64decode(token.split(".")[1] + "===")) if keep else {}
    with suppress(Refused):
        authenticate(f"Bearer {signed(json.dumps(genuine | changes).encode())}")


@pytest.mark.django_db
@many_requests
@given(st.binary(max_size=50))
def test_payload_other_than_json_is_refused_despite_our_signature(payload: bytes) -> None:
    with pytest.raises(Refused):
        authenticate(f"Bearer {signed(payload)}")


@pytest.mark.django_db
@many_requests
@given(headers | headers.map("Bearer {}".format) | damaged(access).map("Bearer {}".format))
def test_random_authorization_header_is_ignored_or_401(header: str) -> None:
    with suppress(Refused):
        assert authenticate(header) is None


class Refused(Exception):
    """The documented 401 response."""


def authenticate(header: str) -> Any:
    request = Request(RequestFactory().get("/", HTTP_AUTHORIZATION=header))
    try:
        return JWTAuthentication().authenticate(request)
    except APIError as error:
        assert error.status_code == 401  # noqa: PT017
        assert error.auth_header.startswith('Bearer error="invalid_token"')  # noqa: PT017
        raise Refused from error


@pytest.mark.django_db
@many_requests
@given(headers | segments | damaged(refresh))
def test_random_refresh_cookie_is_401_and_deleted_only_if_genuine(clock: Any, client: Client, value: str) -> None:
    cookie = f"{conf.refresh_cookie_name}={value}".encode("latin-1", "replace").decode("latin-1")
    response = client.post("/users/token/", content_type="application/json", HTTP_COOKIE=cookie)
    assert response.status_code == 401
    assert response.json()["code"] in {"refresh_token_missing", "refresh_token_invalid", "refresh_token_revoked"}
    assert (conf.refresh_cookie_name in response.cookies) == (response.json()["code"] == "refresh_token_revoked")


@pytest.mark.django_db
@many_requests
@given(header=headers)
def test_authorization_header_does_not_affect_refresh(user: Any, client: Client, header: str) -> None:
    client.cookies[conf.refresh_cookie_name] = sessions.start(user).refresh_token
    response = client.post("/users/token/", content_type="application/json", HTTP_AUTHORIZATION=header)
    assert response.status_code == 200
