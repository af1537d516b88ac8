"""The methods by which a user has authenticated (RFC 8176)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from safejwt import sessions
from safejwt.models import RefreshToken
from safejwt.sessions.methods import combined, joined

from tests.conftest import T0


@pytest.mark.parametrize(
    ("methods", "expected"),
    [
        ([], []),
        (["pwd"], ["pwd"]),
        (["pwd", "pwd"], ["pwd"]),
        (["pwd", "pin"], ["pwd", "pin"]),
        (["otp", "hwk"], ["otp", "hwk"]),
        (["pwd", "otp"], ["pwd", "otp", "mfa"]),
        (["hwk", "fpt"], ["hwk", "fpt", "mfa"]),
        (["mfa"], ["mfa"]),
        (["mfa", "pwd", "otp"], ["mfa", "pwd", "otp"]),
        # A code by email is not a factor.
        (["pwd", "email"], ["pwd", "email"]),
        (["google"], ["google"]),
    ],
)
def test_two_factors_are_mfa(methods: list[str], expected: list[str]) -> None:
    assert combined(*methods) == expected
    assert joined(iter(methods)) == " ".join(expected)


@pytest.mark.parametrize(
    "methods", ["pwd", ["a b"], [""], ["a\x00"], ["a\n"], ["x" * 256], [str(n) for n in range(99)]]
)
def test_value_that_is_no_word_is_refused(methods: Any) -> None:
    with pytest.raises(ValueError, match="authentication methods"):
        joined(methods)


@pytest.mark.django_db
class TestReauthentication:
    def methods(self) -> list[str]:
        return RefreshToken.objects.get().methods

    def test_method_is_added_once(self, user: Any) -> None:
        sid = sessions.start(user, amr=["pwd"], now=T0).sid
        for _ in range(2):
            sessions.mark_reauthenticated(sid, user, amr=["pwd"], now=T0)
        assert self.methods() == ["pwd"]
        later = T0 + timedelta(hours=1)
        for _ in range(2):
            sessions.mark_reauthenticated(sid, user, amr=["otp"], now=later)
        assert self.methods() == ["pwd", "otp", "mfa"]
        assert RefreshToken.objects.get().authenticated_at == later

    def test_without_a_method_the_time_counts(self, user: Any) -> None:
        sid = sessions.start(user, amr=["hwk"], now=T0).sid
        sessions.mark_reauthenticated(sid, user, now=T0 + timedelta(hours=1))
        assert self.methods() == ["hwk"]
        assert RefreshToken.objects.get().authenticated_at == T0 + timedelta(hours=1)

    def test_session_of_another_user_stays_as_it_is(self, user: Any, make_user: Any) -> None:
        sid = sessions.start(user, amr=["pwd"], now=T0).sid
        sessions.mark_reauthenticated(sid, make_user("eve"), amr=["otp"], now=T0 + timedelta(hours=1))
        assert self.methods() == ["pwd"]
        assert RefreshToken.objects.get().authenticated_at == T0

    def test_session_that_has_ended_is_ignored(self, user: Any) -> None:
        sessions.mark_reauthenticated(uuid4(), user, amr=["otp"])
        assert not RefreshToken.objects.exists()
