"""A rotation does not use a row that has changed since it was read."""

from typing import Any

import pytest
from safejwt import sessions
from safejwt.models import RefreshToken
from safejwt.sessions import rotation

from tests.conftest import MINUTE, T0
from tests.presenting import rotate

pytestmark = pytest.mark.django_db


def test_rotation_reads_again_after_the_password_changed(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """`auth_hash` is part of the UPDATE's condition: the response belongs to the user as they are now."""
    tokens, read, reads = sessions.start(user, now=T0), rotation.find_session, list[Any]()

    def read_before_the_change(sid: Any) -> RefreshToken | None:
        session = read(sid)
        reads.append(session)
        if len(reads) == 1:
            with sessions.still_active(user, tokens.sid, now=T0):
                user.set_password("another passphrase of mine")
                user.save()
        return session

    monkeypatch.setattr(rotation, "find_session", read_before_the_change)
    rotated = rotate(tokens.refresh_token, now=T0 + MINUTE)
    assert len(reads) == 2
    assert rotated.user.password == user.password
