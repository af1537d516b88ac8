"""Faults of the guide's project in its tokens and cookies (trap numbers: test_traps.py), and that ours has none of them."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.checks import run_checks
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from safejwt.tokens.keys import access_keys
from users.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db


def claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def forge(client: BrowserClient, secret: str, **changes: Any) -> str:
    """The client's access token with other claims and another key, under our own header. A claim of None is left out."""
    assert client.access_token is not None
    claims = {**claims_of(client.access_token), **changes}
    payload = json.dumps({name: value for name, value in claims.items() if value is not None})
    signed = f"{client.access_token.split('.')[0]}.{_base64url(payload.encode())}"
    return f"{signed}.{_base64url(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def ask(client: BrowserClient, token: str, scheme: str = "Bearer") -> Any:
    return client.get("/users/auth/", HTTP_AUTHORIZATION=f"{scheme} {token}")


def test_main_trap_02_no_value_in_the_database_is_a_token_or_opens_anything(
    signed_in: BrowserClient, user: User
) -> None:
    refresh_token = signed_in.cookies[conf.refresh_cookie_name].value
    rows = {model: list(model._default_manager.values_list()) for model in apps.get_models()}
    for secret in (refresh_token, signed_in.access_token):
        assert secret is not None
        parts = [secret, *secret.split(".")[1:]]
        stored = repr(rows)
        assert not any(part in stored for part in parts)
    thief = BrowserClient()
    thief.get("/users/csrf/")
    for value in {str(value) for model in (User, RefreshToken) for row in rows[model] for value in row} - {""}:
        thief.cookies[conf.refresh_cookie_name] = value
        assert thief.post("/users/token/").status_code == 401, value
        assert ask(signed_in, value).status_code == 401, value
    assert RefreshToken.objects.filter(user=user).exists()


@pytest.mark.parametrize("name", ["SECRET_KEY", "REFRESH_TOKEN_SECRET"])
def test_main_trap_03_each_purpose_has_its_own_key(signed_in: BrowserClient, name: str) -> None:
    assert ask(signed_in, forge(signed_in, django_settings.ACCESS_TOKEN_SECRET)).status_code == 200
    assert ask(signed_in, forge(signed_in, getattr(django_settings, name))).json()["code"] == "invalid_token"


def test_main_trap_03_one_secret_for_two_purposes_is_an_error_at_start(settings: Any) -> None:
    settings.ACCESS_TOKEN_SECRET = settings.SECRET_KEY
    assert "safejwt.E004" in {message.id for message in run_checks()}


@pytest.mark.parametrize(
    "token", ["garbage", "a.b.c", "é.é.é", "..", "a.b", "a.b.c.d.e", "{}", '{"a":1}', "null", "a" * 5000, "=.=.="]
)
@pytest.mark.parametrize("path", ["/users/auth/", "/users/sessions/", "/users/1/"])
def test_main_trap_06_a_token_that_cannot_be_decoded_is_401(signed_in: BrowserClient, token: str, path: str) -> None:
    answer = signed_in.get(path, HTTP_AUTHORIZATION=f"Bearer {token}")
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
    assert answer["WWW-Authenticate"].startswith('Bearer error="invalid_token"')


def test_main_trap_08_the_cookies_have_no_domain_and_are_deleted_as_they_were_set(
    client: BrowserClient, user: User
) -> None:
    client.get("/users/csrf/")
    login = client.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json")
    client.take(login)
    logout = client.post("/users/logout/")
    for answer in (login, logout):
        assert all(not cookie["domain"] for cookie in answer.cookies.values())
    was_set, deleted = (answer.cookies[conf.refresh_cookie_name] for answer in (login, logout))
    for attribute in ("path", "domain", "secure", "httponly", "samesite"):
        assert was_set[attribute] == deleted[attribute], attribute
    assert (deleted.value, deleted["max-age"]) == ("", 0)


def test_main_trap_09_long_tokens_find_room_in_every_database(client: BrowserClient, user: User, settings: Any) -> None:
    settings.SAFEJWT_ISSUER = "https://" + "x" * 300
    client.get("/users/csrf/")
    session = client.take(client.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json"))
    assert len(session["accessToken"]) > 500
    assert client.post("/users/token/").status_code == 200


def test_trap_02_two_tokens_of_the_same_second_differ(signed_in: BrowserClient, clock: Any) -> None:
    tokens = [signed_in.cookies[conf.refresh_cookie_name].value]
    for _ in range(3):
        signed_in.take(signed_in.post("/users/token/"))
        tokens.append(signed_in.cookies[conf.refresh_cookie_name].value)
    assert len(set(tokens)) == 4


@pytest.mark.parametrize("scheme", ["Bogus", "JWT", "Basic", "Bearer:", "Bearerx"])
def test_trap_11_the_scheme_is_looked_at(signed_in: BrowserClient, scheme: str) -> None:
    assert signed_in.access_token is not None
    assert ask(signed_in, signed_in.access_token, scheme).status_code == 401
    assert ask(signed_in, signed_in.access_token, "bEARER").status_code == 200
    assert ask(signed_in, signed_in.access_token, "Token").status_code == 200


@pytest.mark.parametrize("name", ["iss", "aud", "user_id", "sid", "gen", "iat", "exp"])
def test_trap_11_every_claim_is_needed(signed_in: BrowserClient, name: str) -> None:
    without = forge(signed_in, django_settings.ACCESS_TOKEN_SECRET, **{name: None})
    assert ask(signed_in, without).json()["code"] == "invalid_token"


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
        ("iat", 0),
        ("exp", "99999999999"),
        ("exp", 1e308),
        ("exp", True),
    ],
)
def test_trap_11_a_claim_of_another_value_or_type_is_refused(signed_in: BrowserClient, name: str, value: Any) -> None:
    changed = forge(signed_in, django_settings.ACCESS_TOKEN_SECRET, **{name: value})
    assert ask(signed_in, changed).json()["code"] == "invalid_token"


def test_trap_11_the_two_kinds_of_token_are_not_taken_for_each_other(signed_in: BrowserClient) -> None:
    refresh_token = signed_in.cookies[conf.refresh_cookie_name].value
    assert ask(signed_in, refresh_token).json()["code"] == "invalid_token"
    assert signed_in.access_token is not None
    signed_in.cookies[conf.refresh_cookie_name] = signed_in.access_token
    assert signed_in.post("/users/token/").json()["code"] == "refresh_token_invalid"


def test_trap_17_the_refresh_cookie_is_kept_as_long_as_the_session_and_only_for_the_server(
    client: BrowserClient, user: User
) -> None:
    client.get("/users/csrf/")
    answer = client.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json")
    cookie = answer.cookies[conf.refresh_cookie_name]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Strict", "/")
    assert abs(cookie["max-age"] - conf.idle_lifetime.total_seconds()) <= 2


def test_trap_22_an_access_token_is_good_for_five_minutes_and_no_answer_is_kept_in_a_cache(
    signed_in: BrowserClient, user: User, clock: Any
) -> None:
    signed_in.sign_in(user)
    clock.shift(timedelta(seconds=299))
    answer = signed_in.get("/users/auth/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    clock.shift(timedelta(seconds=1))
    answer = signed_in.get("/users/auth/")
    assert (answer.json()["code"], answer["Cache-Control"]) == ("access_token_expired", "no-store")


def spellings(token: str) -> list[str]:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    # A signature of 32 bytes leaves two bits of its last character free: three more ways to write the same bytes.
    twins = [token[:-1] + alphabet[alphabet.index(token[-1]) ^ bits] for bits in (1, 2, 3)]
    return [f"{token}=", f"{token}==", f"{token}\t", f" {token}", f"{token}.", *twins]


def test_trap_33_a_token_has_one_spelling_and_an_ended_session_refuses_them_all(signed_in: BrowserClient) -> None:
    assert signed_in.access_token is not None
    for spelling in spellings(signed_in.access_token):
        assert ask(signed_in, spelling).json()["code"] == "invalid_token", spelling
    bound = signed_in.cookies["csrftoken"].value
    signed_in.post("/users/logout/")
    signed_in.cookies["csrftoken"] = bound
    for spelling in [signed_in.access_token, *spellings(signed_in.access_token)]:
        assert ask(signed_in, spelling).status_code == 401


def test_trap_34_tokens_and_rows_say_nothing_of_the_password(signed_in: BrowserClient, user: User) -> None:
    assert signed_in.access_token is not None
    assert set(claims_of(signed_in.access_token)) == {"iss", "aud", "user_id", "sid", "gen", "auth_time", "iat", "exp"}
    refresh_token = signed_in.cookies[conf.refresh_cookie_name].value
    assert set(claims_of(refresh_token)) == {"sid", "gen", "iat", "exp"}
    row = RefreshToken.objects.get()
    assert user.password not in row.auth_hash
    assert row.auth_hash == user.get_session_auth_hash()


def test_every_changed_character_of_a_token_is_noticed(
    signed_in: BrowserClient, make_user: Callable[..., User]
) -> None:
    token = signed_in.access_token
    assert token is not None
    assert len(access_keys().verifying) == 1
    for position in range(0, len(token), 3):
        changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
        assert ask(signed_in, changed).status_code == 401, position
