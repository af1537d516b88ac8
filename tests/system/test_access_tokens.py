"""Access tokens: only the exact tokens that the server issued are accepted."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from safejwt.tokens.keys import access_keys
from users.models import User

from .conftest import PASSWORD
from .token_requests import claims_of, whoami

pytestmark = pytest.mark.django_db


def forge(client: BrowserClient, secret: str, **changes: Any) -> str:
    """The access token of the client with other claims and another key.

    A claim of None is left out.
    """
    assert client.access_token is not None
    claims = {**claims_of(client.access_token), **changes}
    payload = json.dumps({name: value for name, value in claims.items() if value is not None})
    signed = f"{client.access_token.split('.')[0]}.{_base64url(payload.encode())}"
    return f"{signed}.{_base64url(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.mark.parametrize("name", ["SECRET_KEY", "REFRESH_TOKEN_SECRET"])
def test_access_tokens_have_their_own_key(logged_in: BrowserClient, name: str) -> None:
    assert whoami(logged_in, forge(logged_in, django_settings.ACCESS_TOKEN_SECRET)).status_code == 200
    assert whoami(logged_in, forge(logged_in, getattr(django_settings, name))).json()["code"] == "invalid_token"


def test_shared_secret_is_a_check_error(settings: Any) -> None:
    settings.ACCESS_TOKEN_SECRET = settings.SECRET_KEY
    assert "safejwt.E004" in {message.id for message in run_checks()}


@pytest.mark.parametrize(
    "token", ["garbage", "a.b.c", "é.é.é", "..", "a.b", "a.b.c.d.e", "{}", '{"a":1}', "null", "a" * 5000, "=.=.="]
)
@pytest.mark.parametrize("path", ["/users/auth/", "/users/sessions/", "/users/1/"])
def test_malformed_token_is_401(logged_in: BrowserClient, token: str, path: str) -> None:
    response = logged_in.get(path, HTTP_AUTHORIZATION=f"Bearer {token}")
    assert (response.status_code, response.json()["code"]) == (401, "invalid_token")
    assert response["WWW-Authenticate"].startswith('Bearer error="invalid_token"')


@pytest.mark.postgresql
def test_long_access_tokens_work(client: BrowserClient, user: User, settings: Any) -> None:
    settings.SAFEJWT_ISSUER = "https://" + "x" * 300
    client.get("/users/csrf/")
    session = client.take(client.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json"))
    assert len(session["accessToken"]) > 500
    assert client.post("/users/token/").status_code == 200


@pytest.mark.parametrize("scheme", ["Bogus", "JWT", "Basic", "Bearer:", "Bearerx"])
def test_authorization_scheme_is_checked(logged_in: BrowserClient, scheme: str) -> None:
    assert logged_in.access_token is not None
    assert whoami(logged_in, logged_in.access_token, scheme).status_code == 401
    assert whoami(logged_in, logged_in.access_token, "bEARER").status_code == 200
    assert whoami(logged_in, logged_in.access_token, "Token").status_code == 200


@pytest.mark.parametrize("name", ["iss", "aud", "user_id", "sid", "gen", "iat", "exp"])
def test_every_claim_is_required(logged_in: BrowserClient, name: str) -> None:
    without = forge(logged_in, django_settings.ACCESS_TOKEN_SECRET, **{name: None})
    assert whoami(logged_in, without).json()["code"] == "invalid_token"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("iss", "safejw"),
        ("iss", ["safejwt"]),
        ("aud", "safejwt2"),
        ("aud", ["safejwt"]),
        ("user_id", ""),
        ("user_id", 1),
        ("sid", "x"),
        ("sid", 5),
        ("gen", "1"),
        ("gen", True),
        ("iat", "0"),
        ("iat", True),
        ("exp", "99999999999"),
        ("exp", 1e308),
        ("exp", True),
    ],
)
def test_claim_of_another_value_or_type_is_refused(logged_in: BrowserClient, name: str, value: Any) -> None:
    changed = forge(logged_in, django_settings.ACCESS_TOKEN_SECRET, **{name: value})
    assert whoami(logged_in, changed).json()["code"] == "invalid_token"


def test_token_that_names_a_longer_lifetime_has_expired(logged_in: BrowserClient) -> None:
    for changes in ({"iat": 0}, {"iat": 0, "exp": 10**12}):
        changed = forge(logged_in, django_settings.ACCESS_TOKEN_SECRET, **changes)
        assert whoami(logged_in, changed).json()["code"] == "access_token_expired"


def test_access_token_expires_after_five_minutes_and_is_not_cached(
    logged_in: BrowserClient, user: User, clock: Any
) -> None:
    logged_in.sign_in(user)
    clock.shift(timedelta(seconds=299))
    response = logged_in.get("/users/auth/")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    clock.shift(timedelta(seconds=1))
    response = logged_in.get("/users/auth/")
    assert (response.json()["code"], response["Cache-Control"]) == ("access_token_expired", "no-store")


def spellings(token: str) -> list[str]:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    # The last character of a 32-byte signature has two unused bits: three other spellings of the
    # same bytes.
    twins = [token[:-1] + alphabet[alphabet.index(token[-1]) ^ bits] for bits in (1, 2, 3)]
    return [f"{token}=", f"{token}==", f"{token}\t", f" {token}", f"{token}.", *twins]


def test_every_other_spelling_of_a_token_is_refused(logged_in: BrowserClient) -> None:
    assert logged_in.access_token is not None
    for spelling in spellings(logged_in.access_token):
        assert whoami(logged_in, spelling).json()["code"] == "invalid_token", spelling
    bound = logged_in.cookies["csrftoken"].value
    logged_in.post("/users/logout/")
    logged_in.cookies["csrftoken"] = bound
    for spelling in [logged_in.access_token, *spellings(logged_in.access_token)]:
        assert whoami(logged_in, spelling).status_code == 401


def test_tokens_and_rows_hold_nothing_of_the_password(logged_in: BrowserClient, user: User) -> None:
    assert logged_in.access_token is not None
    assert set(claims_of(logged_in.access_token)) == {"iss", "aud", "user_id", "sid", "gen", "auth_time", "iat", "exp"}
    refresh_token = logged_in.cookies[conf.refresh_cookie_name].value
    assert set(claims_of(refresh_token)) == {"sid", "gen", "iat", "exp"}
    row = RefreshToken.objects.get()
    assert user.password not in row.auth_hash
    assert row.auth_hash == user.get_session_auth_hash()


def test_every_changed_character_of_a_token_is_refused(
    logged_in: BrowserClient, create_user: Callable[..., User]
) -> None:
    token = logged_in.access_token
    assert token is not None
    assert len(access_keys().verifying) == 1
    for position in range(0, len(token), 3):
        changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
        assert whoami(logged_in, changed).status_code == 401, position
