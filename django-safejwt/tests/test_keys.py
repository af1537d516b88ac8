"""Keys: one signs, several verify, each purpose has its own (security bar B1 to B3)."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from safejwt.errors import InvalidToken
from safejwt.keys import access_keys, refresh_keys
from safejwt.tokens import issue_access_token, read_access_token

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEW = "the-new-access-token-secret-of-the-tests-0123456789"


def issue() -> str:
    return issue_access_token(user_id=1, sid=uuid4(), generation=1, now=NOW)


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
