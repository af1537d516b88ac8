"""Keys: one signs, several verify, and each purpose has its own."""

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


def test_first_secret_signs_and_others_verify(settings: Any) -> None:
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


def test_keys_are_parsed_once_per_setting_value(settings: Any) -> None:
    for value in (NEW, private("EdDSA")):
        settings.ACCESS_TOKEN_SECRET = value
        ring = access_keys()
        assert access_keys() is ring
    settings.ACCESS_TOKEN_SECRET = NEW
    assert access_keys() is not ring


@pytest.mark.parametrize("secret", ["", [], "x" * 31, ["x" * 40, "short"]])
def test_short_or_missing_secret_is_reported(settings: Any, secret: Any) -> None:
    settings.REFRESH_TOKEN_SECRET = secret
    with pytest.raises(ImproperlyConfigured, match="REFRESH_TOKEN_SECRET must hold at least 32 bytes"):
        refresh_keys()


def test_key_id_does_not_reveal_secret(settings: Any) -> None:
    assert settings.ACCESS_TOKEN_SECRET[:6].encode() not in access_keys().signing.header


def test_key_id_of_secret_is_stable() -> None:
    """Issued tokens name it."""
    assert header(issue()) == {"alg": "HS256", "kid": "fff76172115f", "typ": "at+jwt"}


def test_repr_of_key_ring_holds_no_secret(settings: Any) -> None:
    secret = settings.ACCESS_TOKEN_SECRET
    settings.ACCESS_TOKEN_SECRET = [secret, private("EdDSA")]
    assert secret not in repr(access_keys())
    assert "PrivateKey" not in repr(access_keys())


@pytest.mark.parametrize("algorithm", ASYMMETRIC)
def test_private_key_signs_and_public_key_verifies(settings: Any, algorithm: str) -> None:
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
def test_secret_and_key_pair_can_replace_each_other(settings: Any, algorithm: str) -> None:
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
def test_unusable_key_is_reported_by_setting_and_not_shown(settings: Any, kind: str) -> None:
    settings.ACCESS_TOKEN_SECRET = [private("EdDSA"), unusable(kind)]
    with pytest.raises(ImproperlyConfigured, match="A key of ACCESS_TOKEN_SECRET is ") as caught:
        access_keys()
    assert not any(line in str(caught.value) for line in unusable(kind).splitlines())


def error_report() -> str:
    """Django's report of the error. A separate function, because the report holds the variables of all frames."""
    try:
        access_keys()
    except ImproperlyConfigured:
        reporter = ExceptionReporter(RequestFactory().get("/"), *sys.exc_info())
    return str(reporter.get_traceback_text() + reporter.get_traceback_html())


@pytest.mark.parametrize("kind", ["RSA with 1024 bits", "P-384", "encrypted", "a short secret"])
def test_error_email_shows_no_key(settings: Any, kind: str) -> None:
    good, bad = private("EdDSA"), "a-short-secret" if kind == "a short secret" else unusable(kind)
    settings.ACCESS_TOKEN_SECRET = [good, bad]
    report = error_report()
    assert "_key_ring" in report
    assert good.split("\\n")[1] not in report
    assert bad.splitlines()[-2:][0] not in report


@pytest.mark.parametrize("algorithm", ASYMMETRIC)
def test_public_key_cannot_be_first(settings: Any, algorithm: str) -> None:
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
def test_key_in_other_format_is_not_used_as_secret(settings: Any, secret: str) -> None:
    settings.ACCESS_TOKEN_SECRET = secret
    with pytest.raises(ImproperlyConfigured, match="ACCESS_TOKEN_SECRET"):
        access_keys()


def test_missing_cryptography_package_is_reported(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "has_crypto", False)
    keys._key_ring.cache_clear()
    settings.ACCESS_TOKEN_SECRET = private("ES256")
    with pytest.raises(ImproperlyConfigured, match=r"pip install django-safejwt\[crypto\]"):
        access_keys()
    with pytest.raises(ImproperlyConfigured, match=r"pip install django-safejwt\[crypto\]"):
        generate_key("EdDSA")
    assert len(generate_key("HS256")) == 64
