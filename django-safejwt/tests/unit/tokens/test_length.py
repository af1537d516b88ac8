"""A token is refused by its length before any work is spent on it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from safejwt.errors import InvalidToken
from safejwt.tokens import issue_access_token, read_access_token

from tests.conftest import T0

LIMIT = 4096


def token_of_length(length: int) -> str:
    """A genuine access token with this number of characters, or up to three fewer: base64 has no finer steps."""
    for size in range(length * 3 // 4, 0, -1):
        token = issue_access_token(user_id="x" * size, sid=uuid4(), generation=1, now=T0, authenticated_at=T0)
        if len(token) <= length:
            return token
    raise AssertionError


def test_longest_token_is_read() -> None:
    token = token_of_length(LIMIT)
    assert len(token) > LIMIT - 4
    assert read_access_token(token, now=T0 + timedelta(seconds=1)).sid


def test_longer_token_is_refused_although_it_is_genuine() -> None:
    token = token_of_length(LIMIT + 4)
    assert len(token) > LIMIT
    with pytest.raises(InvalidToken):
        read_access_token(token, now=T0 + timedelta(seconds=1))
