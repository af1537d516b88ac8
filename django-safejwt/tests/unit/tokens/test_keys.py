"""Keys: one signs, several verify, each purpose has its own (security bar B1 to B3, B6)."""

import json
import sys
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from safejwt.errors import InvalidToken
from safejwt.tokens import issue_access_token, keys, read_access_token
from safejwt.tokens.keys import access_keys, generate_key, refresh_keys

from tests.key_pairs import ASYMMETRIC, private, public, unusable

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEW = "the-new-access-token-secret-of-the-tests-0123456789"


def issue() -> str:
    return issue_access_token(user_id=1, sid=uuid4(), generation=1, now=NOW)


def header(token: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(urlsafe_b64decode(token.partition(".")[0] + "==="))
    return read


def test_a_new_secret_in_front_signs_and_the_old_one_still_verifies(settings: Any) -> None:
    old = settings.ACCESS_TOKEN_SECRET
    before = issue()
    settings.ACCESS_TOKEN_SECRET = [NEW, old]
    after = issue()
    read_access_token(before, now=NOW)
    read_access_token(after, now=NOW)
    settings.ACCESS_TOKEN_SECRET = NEW
    read_access_token(after, now=NOW)
    with pytest.raises(InvalidToken):
        read_access_token(before, now=NOW)


def test_keys_are_built_once_for_each_value_of_the_setting(settings: Any) -> None:
    for value in (NEW, private("EdDSA")):
        settings.ACCESS_TOKEN_SECRET = value
        ring = access_keys()
        assert access_keys() is ring
    settings.ACCESS_TOKEN_SECRET = NEW
    assert access_keys() is not ring


@pytest.mark.parametrize("secret", ["", [], "x" * 31, ["x" * 40, "short"]])
def test_a_short_or_missing_secret_is_named(settings: Any, secret: Any) -> None:
    settings.REFRESH_TOKEN_SECRET = secret
    with pytest.raises(ImproperlyConfigured, match="REFRESH_TOKEN_SECRET must hold at least 32 bytes"):
        refresh_keys()


def test_the_key_id_gives_nothing_of_the_secret_away(settings: Any) -> None:
    assert settings.ACCESS_TOKEN_SECRET[:6].encode() not in access_keys().signing.header


def test_the_key_id_of_a_secret_stays_what_it_was() -> None:
    """Tokens that are out there name it."""
    assert header(issue()) == {"alg": "HS256", "kid": "fff76172115f", "typ": "at+jwt"}


def test_neither_a_secret_nor_a_private_key_is_in_what_is_printed_of_a_ring(settings: Any) -> None:
    secret = settings.ACCESS_TOKEN_SECRET
    settings.ACCESS_TOKEN_SECRET = [secret, private("EdDSA")]
    assert secret not in repr(access_keys())
    assert "PrivateKey" not in repr(access_keys())


@pytest.mark.parametrize("algorithm", ASYMMETRIC)
def test_a_private_key_signs_with_its_algorithm_and_its_public_half_verifies(settings: Any, algorithm: str) -> None:
    settings.ACCESS_TOKEN_SECRET = private(algorithm)
    token = issue()
    assert header(token)["alg"] == algorithm
    assert header(token)["kid"] == access_keys().signing.key_id
    settings.ACCESS_TOKEN_SECRET = [NEW, public(algorithm)]
    read_access_token(token, now=NOW)
    settings.ACCESS_TOKEN_SECRET = [NEW, public(algorithm, 1)]
    with pytest.raises(InvalidToken):
        read_access_token(token, now=NOW)


@pytest.mark.parametrize("algorithm", ASYMMETRIC)
def test_a_secret_can_be_exchanged_for_a_key_pair_and_the_other_way(settings: Any, algorithm: str) -> None:
    values = [settings.ACCESS_TOKEN_SECRET, private(algorithm)]
    for old, new in (values, values[::-1]):
        settings.ACCESS_TOKEN_SECRET = [old, new]
        before = issue()
        settings.ACCESS_TOKEN_SECRET = [new, old]
        after = issue()
        assert header(before)["alg"] != header(after)["alg"]
        read_access_token(before, now=NOW)
        read_access_token(after, now=NOW)


@pytest.mark.parametrize("kind", ["RSA with 1024 bits", "P-384", "encrypted"])
def test_an_unusable_key_is_named_by_its_setting_and_not_shown(settings: Any, kind: str) -> None:
    settings.ACCESS_TOKEN_SECRET = [private("EdDSA"), unusable(kind)]
    with pytest.raises(ImproperlyConfigured, match="A key of ACCESS_TOKEN_SECRET is ") as caught:
        access_keys()
    assert not any(line in str(caught.value) for line in unusable(kind).splitlines())


def error_mail() -> str:
    """What Django writes of the error; a function of its own, because the test's variables would be in it."""
    try:
        access_keys()
    except ImproperlyConfigured:
        reporter = ExceptionReporter(RequestFactory().get("/"), *sys.exc_info())
    return str(reporter.get_traceback_text() + reporter.get_traceback_html())


@pytest.mark.parametrize("kind", ["RSA with 1024 bits", "P-384", "encrypted", "a short secret"])
def test_an_error_mail_shows_no_key(settings: Any, kind: str) -> None:
    good, bad = private("EdDSA"), "a-short-secret" if kind == "a short secret" else unusable(kind)
    settings.ACCESS_TOKEN_SECRET = [good, bad]
    mail = error_mail()
    assert "_key_ring" in mail
    assert good.split("\\n")[1] not in mail
    assert bad.splitlines()[-2:][0] not in mail


@pytest.mark.parametrize("algorithm", ASYMMETRIC)
def test_a_public_key_in_front_is_an_error(settings: Any, algorithm: str) -> None:
    settings.REFRESH_TOKEN_SECRET = [public(algorithm), private(algorithm)]
    with pytest.raises(ImproperlyConfigured, match="The first key of REFRESH_TOKEN_SECRET signs"):
        refresh_keys()


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN PUBLIC KEY-----" + "A" * 60,
        "a comment before it\n-----BEGIN PUBLIC KEY-----" + "A" * 60,
        "ssh-ed25519 " + "A" * 60,
        '{"kty":"oct","k":"' + "A" * 60 + '"}',
    ],
)
def test_no_text_of_a_key_in_another_form_becomes_a_secret(settings: Any, secret: str) -> None:
    settings.ACCESS_TOKEN_SECRET = secret
    with pytest.raises(ImproperlyConfigured, match="ACCESS_TOKEN_SECRET"):
        access_keys()


def test_without_cryptography_a_pem_key_says_what_to_install(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "has_crypto", False)
    keys._key_ring.cache_clear()
    settings.ACCESS_TOKEN_SECRET = private("ES256")
    with pytest.raises(ImproperlyConfigured, match=r"pip install django-safejwt\[crypto\]"):
        access_keys()
    with pytest.raises(ImproperlyConfigured, match=r"pip install django-safejwt\[crypto\]"):
        generate_key("EdDSA")
    assert len(generate_key("HS256")) == 64
