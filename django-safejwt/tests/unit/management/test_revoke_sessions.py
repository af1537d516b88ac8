"""safejwt_revoke_sessions ends all sessions, those of one user, or those started before a time."""

import builtins
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from safejwt import sessions
from safejwt.models import RefreshToken
from safejwt.signals import session_ended
from safejwt.testing import BrowserClient

from tests.conftest import MINUTE, T0, Heard

pytestmark = pytest.mark.django_db


@pytest.fixture
def devices(make_user: Callable[..., Any], clock: Any) -> dict[str, list[Any]]:
    """Three devices of each of two users, logged in one minute after the other up to now."""
    return {
        name: [sessions.start(user, now=T0 - number * MINUTE).sid for number in range(3)]
        for name in ("ada", "grace")
        for user in [make_user(name)]
    }


def revoke(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command("safejwt_revoke_sessions", *words, "--no-input", stdout=out, **options)
    return out.getvalue()


def living() -> set[Any]:
    return set(RefreshToken.objects.values_list("pk", flat=True))


def test_all(devices: dict[str, list[Any]]) -> None:
    assert revoke("--all") == "6 sessions ended.\n"
    assert not living()


def test_one_user(devices: dict[str, list[Any]], django_user_model: Any) -> None:
    name = django_user_model.objects.get(username="ada").get_username()
    assert revoke("--user", name) == "3 sessions ended.\n"
    assert living() == set(devices["grace"])


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        ("2026-11-23T11:59:00Z", 2),
        ("2026-11-23T11:59:00", 2),
        ("2026-11-23T12:59:30+01:00", 1),
        ("2026-11-23 11:58:30", 2),
    ],
)
def test_sessions_started_before_a_time(devices: dict[str, list[Any]], moment: str, left: int) -> None:
    revoke("--before", moment)
    assert living() == {sid for sids in devices.values() for sid in sids[:left]}


def test_a_dry_run_counts_and_ends_nothing(devices: dict[str, list[Any]]) -> None:
    assert revoke("--all", "--dry-run") == "6 sessions would be ended.\n"
    assert len(living()) == 6


@pytest.mark.parametrize(("answer", "left"), [("yes", 0), ("", 6), ("y", 6), ("no", 6)])
def test_asks_for_confirmation(devices: dict[str, list[Any]], monkeypatch: Any, answer: str, left: int) -> None:
    monkeypatch.setattr(builtins, "input", lambda prompt: answer)
    out = StringIO()
    if left:
        with pytest.raises(CommandError, match="Nothing was ended"):
            call_command("safejwt_revoke_sessions", "--all", stdout=out)
    else:
        call_command("safejwt_revoke_sessions", "--all", stdout=out)
    assert "ends 6 sessions" in out.getvalue()
    assert len(living()) == left


@pytest.mark.parametrize("error", [EOFError, KeyboardInterrupt])
def test_question_without_an_answer_ends_no_session(
    devices: dict[str, list[Any]], monkeypatch: Any, error: type[BaseException]
) -> None:
    def ask(prompt: str) -> str:
        raise error

    monkeypatch.setattr(builtins, "input", ask)
    with pytest.raises(CommandError, match="Nothing was ended"):
        call_command("safejwt_revoke_sessions", "--all", stdout=StringIO())
    assert len(living()) == 6


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--all", "--user", "ada"),
        ("--user", "nobody"),
        ("--before", "yesterday"),
        ("--before", "2026-13-01T00:00Z"),
    ],
)
def test_ambiguous_arguments_end_no_session(devices: dict[str, list[Any]], words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        revoke(*words)
    assert len(living()) == 6


def test_each_end_is_announced_and_one_event_counts_them(
    devices: dict[str, list[Any]], heard: Callable[..., Heard], caplog: Any
) -> None:
    received = heard(session_ended)
    with caplog.at_level("INFO", "safejwt"):
        assert revoke("--all", "--batch-size", "4", verbosity=2).splitlines()[:2] == ["4 so far", "6 so far"]
    assert {(facts["sid"], facts["reason"]) for facts in received} == {
        (sid, "revoked") for sids in devices.values() for sid in sids
    }
    assert [(record.message, record.reason, record.count) for record in caplog.records] == [
        ("authn_token_revoked", "revoked", 6)
    ]


def test_takes_effect_on_all_servers_at_once(user: Any) -> None:
    browser = BrowserClient()
    browser.sign_in(user)
    assert browser.get("/users/auth/").status_code == 200
    revoke("--all")
    assert browser.get("/users/auth/").json()["code"] == "session_ended"
    assert browser.post("/users/token/").json()["code"] == "refresh_token_revoked"


def test_restored_backup_grants_no_access_after_the_command(user: Any) -> None:
    """The drill of docs/deploy/backups.md: sessions revoked since the backup are active in it until the command has run."""
    revoked, newer = BrowserClient(), BrowserClient()
    revoked.sign_in(user)
    backup = list(RefreshToken.objects.all())
    sessions.end_all(user)
    newer.sign_in(user)

    RefreshToken.objects.all().delete()
    RefreshToken.objects.bulk_create(backup)
    assert revoked.get("/users/auth/").status_code == 200, "the revoked session is back"

    revoke("--all")
    for browser in (revoked, newer):
        assert browser.get("/users/auth/").status_code == 401
        assert browser.post("/users/token/").status_code == 401
