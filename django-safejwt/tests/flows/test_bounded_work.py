"""What a stranger sends is refused for its length before it is normalized, matched, hashed or looked up."""

import json
import unicodedata
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from safejwt.audit import client_ip, events, user_agents, usernames
from safejwt.browser import device_cookie
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.passwords import blocklist, hashed, hashing, matches
from safejwt.testing import BrowserClient

pytestmark = pytest.mark.django_db

# Python sorts combining marks by insertion: U+0344 becomes two of class 230, and U+0316 of class 220 has to pass them.
MARKS = "a" + "\u0344" * 16_000 + "\u0316" * 16_000
LONGEST = 1024


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many characters are normalized at a time, at most, and how often a password is hashed."""
    found: Counter[str] = Counter()

    def normalize(form: Any, text: str) -> str:
        found["normalized"] = max(found["normalized"], len(text))
        return unicodedata.normalize(form, text)

    encode = MD5PasswordHasher.encode

    def counted(*args: Any) -> str:
        found["hashed"] += 1
        return encode(*args)

    for module in (usernames, hashing, blocklist):
        monkeypatch.setattr(module, "normalize", normalize)
    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return found


def body_of(**fields: str) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


def test_login_with_a_long_username_is_refused_without_work(
    clock: Any, browser: BrowserClient, user: Any, work: Counter[str]
) -> None:
    browser.get("/users/csrf/")
    body = body_of(**{user.USERNAME_FIELD: MARKS[:15_000] + MARKS[-15_000:], "password": "x"})
    with CaptureQueriesContext(connection) as captured:
        responses = [browser.post("/users/login/", body, content_type="application/json") for _ in range(61)]
    assert [response.status_code for response in responses] == [400] * 60 + [429], "by client network"
    assert not captured.captured_queries
    assert not work


@pytest.mark.parametrize("password", ["x" * 1025, MARKS[:20_000]], ids=["long", "marks"])
def test_login_with_a_long_password_is_refused_without_work(
    browser: BrowserClient, user: Any, work: Counter[str], password: str
) -> None:
    browser.get("/users/csrf/")
    fields = {user.USERNAME_FIELD: user.get_username(), "password": password}
    assert browser.post("/users/login/", fields, format="json").status_code == 400
    assert work["normalized"] <= 254
    assert not work["hashed"]


@pytest.mark.parametrize("backend", ["safejwt.backends.ModelBackend", "safejwt.accounts.backends.AccountBackend"])
@pytest.mark.parametrize(("name", "password"), [(MARKS, "x"), ("ada", MARKS), (MARKS, MARKS)])
def test_backend_refuses_long_credentials_of_any_form_without_work(
    user: Any, settings: Any, work: Counter[str], backend: str, name: str, password: str
) -> None:
    """Django's own login form has no limit for passwords."""
    settings.AUTHENTICATION_BACKENDS = [backend]
    request = RequestFactory().post("/")
    with CaptureQueriesContext(connection) as captured:
        assert authenticate(request, username=name, password=password) is None
    assert name is not MARKS or not captured.captured_queries
    assert work["normalized"] <= 254
    assert not work["hashed"]


def test_admin_login_refuses_a_long_password_without_work(
    client: Client, user: Any, settings: Any, work: Counter[str]
) -> None:
    settings.AUTHENTICATION_BACKENDS = ["safejwt.backends.ModelBackend"]
    response = client.post("/admin/login/", {"username": user.get_username(), "password": MARKS})
    assert response.status_code == 200
    assert work["normalized"] <= 254
    assert not work["hashed"]


def test_passwords_have_a_limit_wherever_they_are_hashed(user: Any, work: Counter[str]) -> None:
    user.set_password("x" * LONGEST)
    work.clear()
    assert matches(user, "x" * LONGEST)
    work.clear()
    assert not matches(user, "x" * (LONGEST + 1))
    with pytest.raises(ValueError, match="1024"):
        hashed("x" * (LONGEST + 1))
    assert not work


def test_password_validators_look_at_the_beginning_only(user: Any, work: Counter[str]) -> None:
    """Django runs every validator, also if another one has refused the length."""
    blocklist.is_guessable(MARKS, [MARKS])
    assert work["normalized"] == LONGEST


def test_username_field_may_be_longer_than_an_email(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    field = get_user_model()._meta.get_field(get_user_model().USERNAME_FIELD)
    monkeypatch.setattr(field, "max_length", 300)
    assert usernames.maximum_length() == 300
    assert not usernames.is_too_long("x" * 300)
    assert usernames.is_too_long("x" * 301)
    monkeypatch.setattr(field, "max_length", None)
    assert usernames.maximum_length() == 254


def test_spellings_of_a_long_username_are_one_account(work: Counter[str]) -> None:
    assert usernames.comparable_username("A" * 254) == usernames.comparable_username("a" * 254 + MARKS)
    assert work["normalized"] == 254


def test_user_agent_is_read_to_its_stored_length_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """`\\bVersion/[\\d.]+.* Safari/` takes time with the square of the length."""
    matched: list[int] = []
    monkeypatch.setattr(user_agents, "_first", lambda names, text: matched.append(len(text)))
    user_agents.describe("Version/1" * 3600)
    assert max(matched) == 256
    assert len(events.printable("x" * 30_000)) == 256


def test_forwarded_address_has_a_limit(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SAFEJWT_TRUSTED_PROXIES = 1
    parsed: list[int] = []
    ip_address = client_ip.ip_address
    monkeypatch.setattr(client_ip, "ip_address", lambda text: parsed.append(len(text)) or ip_address(text))
    request = RequestFactory(HTTP_X_FORWARDED_FOR=":" * 30_000).get("/")
    assert client_ip.client_ip(request) == "127.0.0.1"
    assert max(parsed) <= 100


def test_long_device_cookie_is_not_verified(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    monkeypatch.setattr(device_cookie.signing, "loads", lambda value, **options: verified.append(value))
    request = RequestFactory(HTTP_COOKIE=f"{conf.device_cookie_name}={'x' * 4097}").get("/")
    assert device_cookie.known_device(request, "ada") is None
    assert not verified


@pytest.mark.parametrize("nested", ["[" * 33 + "]" * 33, '{"a":' * 33 + "1" + "}" * 33, "[" * 30_000 + "]" * 30_000])
@pytest.mark.parametrize("path", ["login/", "email/verify/", "password/reset/", "logout/"])
def test_deeply_nested_json_is_refused(browser: BrowserClient, user: Any, path: str, nested: str) -> None:
    browser.get("/users/csrf/")
    body = f'{{"{user.USERNAME_FIELD}": {nested}, "password": "x"}}'
    response = browser.post(f"/users/{path}", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "parse_error")


@pytest.mark.parametrize("name", [["ada"], {"a": ["b"]}, None, True, 5, 1e300])
def test_username_of_another_type_is_refused(browser: BrowserClient, user: Any, name: Any) -> None:
    browser.get("/users/csrf/")
    response = browser.post("/users/login/", {user.USERNAME_FIELD: name, "password": "x"}, format="json")
    assert response.status_code in {400, 401}
    assert not RefreshToken.objects.exists()
